import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Play, RefreshCw, Square } from 'lucide-react';
import { toForgeError } from '../../../core/errors.ts';
import { formatBytes } from '../../lib/format.ts';
import { modelBytes, modelEntryQuery } from '../../lib/model-manifest.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { isBusy, useRunStore } from '../../lib/run-store.ts';
import { texts } from '../../lib/texts.ts';
import { Message } from '../../ui/message.tsx';
import { Section } from '../../ui/section.tsx';
import classes from './propagate.module.css';
import { cancelRun, startRun } from './run-controller.ts';
import { RunStatus } from './run-status.tsx';
import { SamplingControl } from './sampling-control.tsx';

/** Choose the frames, carry the labels through them, see how it goes. */
export function PropagatePanel() {
  return (
    <Section title={texts.propagation}>
      <SamplingControl />
      <ModelFact />
      <RunButtons />
      <RunStatus />
    </Section>
  );
}

function ModelFact() {
  const { data: entry, error } = useQuery(modelEntryQuery);
  if (error) return <Message kind="error">{toForgeError(error).message}</Message>;
  return <p className={classes['note']}>{entry ? texts.modelOnce(formatBytes(modelBytes(entry))) : '…'}</p>;
}

function RunButtons() {
  const queries = useQueryClient();
  const status = useRunStore((state) => state.status);
  const hasBox = useProjectStore((state) => (state.project?.tracks.length ?? 0) > 0);
  const corrections = useProjectStore((state) => state.corrections.length);
  const propagated = useProjectStore((state) => state.project?.engine !== undefined);
  const run = (scope: 'all' | 'corrections') => void startRun(scope, () => queries.fetchQuery(modelEntryQuery));
  if (isBusy(status)) {
    return (
      <Button
        variant="default"
        leftSection={<Square size={14} aria-hidden />}
        disabled={status === 'stopping'}
        onClick={cancelRun}
      >
        {texts.cancel}
      </Button>
    );
  }
  const canCorrect = propagated && corrections > 0;
  return (
    <>
      <div className={classes['buttons']}>
        <Button
          px={8}
          variant={canCorrect ? 'default' : 'filled'}
          leftSection={<Play size={14} aria-hidden />}
          disabled={!hasBox}
          onClick={() => run('all')}
        >
          {texts.start}
        </Button>
        <Button
          px={8}
          variant={canCorrect ? 'filled' : 'default'}
          leftSection={<RefreshCw size={14} aria-hidden />}
          disabled={!canCorrect}
          onClick={() => run('corrections')}
        >
          {texts.repropagate}
        </Button>
      </div>
      {!hasBox && <p className={classes['note']}>{texts.needsBox}</p>}
      {canCorrect && <p className={classes['note']}>{texts.correctionsWait(corrections)}</p>}
    </>
  );
}
