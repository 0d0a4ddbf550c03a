import { Button } from '@mantine/core';
import type { DoubtsDecision } from '../../run/dataset-form/spec-choices.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useRunStore } from '../../run/run-store.ts';
import { Message } from '../../ui/message.tsx';
import { hasStoredChoices, useDatasetChoices } from '../../run/dataset/dataset-choices.ts';
import { reviewDoubts, useOpenDoubts } from '../../run/dataset/dataset-doubts.ts';
import { LostFrames } from '../../run/dataset-form/doubts-notice.tsx';
import { doubtsTexts } from '../../run/dataset/doubts-texts.ts';
import { startLocalRun } from '../../run/local/local-run.ts';
import classes from './runs.module.css';
import { useFetchModel } from '../../engine/model-engine.ts';
import { openDatasetDialog } from '../../run/dataset/open-dialog.ts';
import { startServerRun } from '../../run/server/server-run.ts';

/**
 * The question after propagation where some labels need a look. Its counts follow what the user verifies and
 * corrects meanwhile.
 */
export function DoubtsQuestion() {
  const fetchModel = useFetchModel();
  const place = useRunStore((state) => state.place);
  const project = useProjectStore((state) => state.project);
  const skipLostFrames = useDatasetChoices((state) => state.skipLostFrames);
  const { doubts, frames, lost } = useOpenDoubts(project, skipLostFrames);
  const goOn = (decided: DoubtsDecision) => () => {
    // The job was sent by a tab that is closed, so the choices for the dataset are lost.
    if (place !== 'here' && !hasStoredChoices()) openDatasetDialog();
    else if (place === 'here') void startLocalRun('dataset', fetchModel, decided);
    else void startServerRun('dataset', decided);
  };
  if (doubts.length === 0)
    return (
      <>
        <Message kind="success">
          {doubtsTexts.settled} <LostFrames lost={lost} leftOut={skipLostFrames} />
        </Message>
        <Button onClick={goOn('use')}>{doubtsTexts.make}</Button>
      </>
    );
  return (
    <>
      <Message kind="info" title={doubtsTexts.need(doubts.length)}>
        {doubtsTexts.asked} <LostFrames lost={lost} leftOut={skipLostFrames} />
      </Message>
      <div className={classes['stacked']}>
        <Button onClick={() => reviewDoubts(doubts)}>{doubtsTexts.review}</Button>
        {frames > 0 && (
          <Button variant="default" onClick={goOn('leaveOut')}>
            {doubtsTexts.leaveOut(frames)}
          </Button>
        )}
        <Button variant="default" onClick={goOn('use')}>
          {doubtsTexts.use}
        </Button>
      </div>
    </>
  );
}
