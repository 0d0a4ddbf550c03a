import { Button } from '@mantine/core';
import type { DoubtsDecision } from '../../lib/dataset-form/spec-choices.ts';
import { useRunStore } from '../../lib/run-store.ts';
import { Message } from '../../ui/message.tsx';
import { reviewDoubts, useOpenDoubts } from './dataset-doubts.ts';
import { LostFrames } from './doubts-notice.tsx';
import { doubtsTexts } from './doubts-texts.ts';
import { startRun } from './generation.ts';
import classes from './generate.module.css';
import { useFetchModel } from './model-engine.ts';
import { startServerRun } from './server-run.ts';

/**
 * Labels have travelled, and some need a look: what now? The counts follow what the user verifies and mends meanwhile.
 */
export function DoubtsQuestion() {
  const fetchModel = useFetchModel();
  const place = useRunStore((state) => state.place);
  const { doubts, frames, lost } = useOpenDoubts();
  const goOn = (decided: DoubtsDecision) => () =>
    void (place === 'here' ? startRun('dataset', fetchModel, decided) : startServerRun('dataset', decided));
  if (doubts.length === 0)
    return (
      <>
        <Message kind="success">
          {doubtsTexts.settled} <LostFrames lost={lost} />
        </Message>
        <Button onClick={goOn('use')}>{doubtsTexts.make}</Button>
      </>
    );
  return (
    <>
      <Message kind="info" title={doubtsTexts.need(doubts.length)}>
        {doubtsTexts.asked} <LostFrames lost={lost} />
      </Message>
      <div className={classes['stacked']}>
        <Button onClick={() => reviewDoubts(doubts)}>{doubtsTexts.review}</Button>
        <Button variant="default" onClick={goOn('leaveOut')}>
          {doubtsTexts.leaveOut(frames)}
        </Button>
        <Button variant="default" onClick={goOn('use')}>
          {doubtsTexts.use}
        </Button>
      </div>
    </>
  );
}
