import { create } from 'zustand';
import type { PropagationRequest } from '../../../core/engine/types.ts';
import { throwIfAborted } from '../../../core/errors.ts';
import { ProjectBuilder } from '../../../core/project/project-builder.ts';
import { PageError } from '../../i18n/page-error.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { useRunStore, type RunNotice } from '../run-store.ts';
import { texts } from '../../i18n/texts.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { useDatasetChoices } from '../dataset/dataset-choices.ts';
import { propagateWithFailover, type RunListener, type RunPosition } from '../../engine/failover.ts';
import { LabelFeed } from '../label-feed.ts';
import { liveView } from '../live-picture-store.ts';
import { engineFor, wantedBackends, type FetchModel } from '../../engine/model-engine.ts';
import { buildRunRequest, type RunKind } from '../../../core/project/run-request.ts';
import { basisOf, isSameWork, useLastPropagation, type Labelling } from '../run-basis.ts';
import type { Run } from '../run.ts';

/** A run that ended early. */
interface Unfinished {
  /** The state after the run: while it is unchanged, the results of the run are still valid. */
  readonly left: Labelling;
  readonly request: PropagationRequest;
  readonly position: RunPosition;
}

const useUnfinished = create<{ readonly work: Unfinished | null }>()(() => ({ work: null }));

/** Clears the progress of the last run. For a new video. */
export function forgetUnfinished(): void {
  useUnfinished.setState({ work: null });
  useLastPropagation.setState({ without: new Set() });
}

/** The current labelling from the stores; null where no video is open. */
export function currentLabelling(): Labelling | null {
  const { project, corrections } = useProjectStore.getState();
  if (!project) return null;
  const { timestamps } = useVideoStore.getState();
  const { leftOut } = useDatasetChoices.getState();
  return { project, timestamps, corrections, leftOut, propagatedWithout: useLastPropagation.getState().without };
}

/**
 * Propagates labels; for a dataset only where they are missing, which may be nowhere. A run that ended early
 * resumes where it stopped, as long as nothing has changed since. Labels appear in the project as they
 * arrive, and those made before an end of any kind stay. Throws `prompts_invalid`, `aborted`, and errors of
 * the model and the engine.
 *
 * @returns whether there was anything to propagate
 */
export async function propagateLabels(run: Run, kind: RunKind, fetchModel: FetchModel): Promise<boolean> {
  const labelling = currentLabelling();
  if (!labelling) return false;
  const { request, position } = workFor(kind, labelling);
  if (request.tracks.length === 0 && kind === 'dataset') return false;
  if (request.tracks.length === 0) throw new PageError('prompts_invalid', () => texts.nothingToPropagate);
  const { beginRun, showRun, endRun } = useProjectStore.getState();
  beginRun();
  const feed = new LabelFeed(new ProjectBuilder(labelling.project), (project) => {
    if (run.isCurrent()) showRun(project);
  });
  let done = false;
  try {
    const model = await fetchModel();
    throwIfAborted(run.signal);
    const engine = engineFor(run.file, model, (download) => run.note({ download }));
    await propagateWithFailover(engine, request, wantedBackends(), listenerFor(run, feed), position);
    done = true;
  } finally {
    feed.flush();
    liveView.show(null);
    if (run.isCurrent()) {
      endRun(done ? labelling.corrections : []);
      if (done) useLastPropagation.setState({ without: labelling.leftOut });
      const left = currentLabelling();
      useUnfinished.setState({ work: done || !left ? null : { left, request, position } });
    }
  }
  run.note({ finished: ['model', 'labelling'] });
  return true;
}

function workFor(kind: RunKind, labelling: Labelling): Pick<Unfinished, 'request' | 'position'> {
  const { work } = useUnfinished.getState();
  if (work && isSameWork(work.left, labelling)) return work;
  return { request: buildRunRequest(kind, basisOf(labelling)), position: { checkpoint: undefined } };
}

function listenerFor(run: Run, feed: LabelFeed): RunListener {
  const note = (added: readonly RunNotice[]) => {
    const { notices } = useRunStore.getState();
    run.note({ notices: [...new Set([...notices, ...added])] });
  };
  return {
    onLoaded(model) {
      throwIfAborted(run.signal);
      feed.setEngine(model.engineRun);
      note(model.notices);
      run.note({ backend: model.engineRun.backend, download: null, stage: 'labelling', finished: ['model'] });
    },
    async onFrame(result, picture) {
      feed.add(result);
      if (run.isCurrent()) run.note({ progress: result.progress });
      if (picture && run.isCurrent() && !run.signal.aborted)
        liveView.show({ frame: result.frame, picture, tracks: result.tracks });
      else picture?.release();
      await run.gate.pass();
    },
    onDeviceFailure(error, losses) {
      if (error.code !== 'device_lost') note(['device-failed']);
      else note([losses < 2 ? 'device-lost' : 'device-lost-twice']);
    },
  };
}
