import type { PropagationProgress } from '../../../core/engine/types.ts';
import type { Job, JobStage } from '../../../core/schema/api/jobs.ts';
import { STAGES, type Stage, type useRunStore } from '../run-store.ts';

type RunState = ReturnType<typeof useRunStore.getState>;

const STAGE_OF: Readonly<Record<JobStage, Stage>> = {
  waiting: 'queued',
  reading: 'labelling',
  labelling: 'labelling',
  comparing: 'writing',
  writing: 'writing',
  saving: 'saving',
};

/** The state of the run that shows a job. */
export function stateOf(job: Job): Partial<RunState> & { readonly status: RunState['status'] } {
  const stage = STAGE_OF[job.stage];
  const way = progressOf(job);
  const order = STAGES.server;
  return {
    job,
    stage,
    finished: order.slice(0, order.indexOf(stage)),
    status: job.state === 'paused' ? 'paused' : 'running',
    ...(job.stage === 'labelling' ? { progress: way } : {}),
    ...(job.stage === 'writing' || job.stage === 'comparing'
      ? { writing: way && { ...way, stage: job.stage === 'writing' ? 'writing' : 'comparing' } }
      : {}),
    // The dataset is on the server already: nothing is uploaded.
    ...(job.stage === 'saving' ? { share: 1 } : {}),
  };
}

/** null until the frames are counted. */
function progressOf({ done, total, framesPerSecond, secondsLeft }: Job): PropagationProgress | null {
  if (total === null) return null;
  return { framesDone: done, framesTotal: total, framesPerSecond: framesPerSecond ?? 0, secondsLeft };
}
