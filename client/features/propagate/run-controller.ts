import { proxy } from 'comlink';
import type { FrameResult } from '../../../core/engine/types.ts';
import { ForgeError, toForgeError } from '../../../core/errors.ts';
import { ProjectBuilder } from '../../../core/project/project-builder.ts';
import type { ModelEntry } from '../../../core/schema/model-manifest.ts';
import { callEngine, cancelEngine, stopEngine } from '../../lib/engine-client.ts';
import { forcedBackend } from '../../lib/launch-options.ts';
import { useProjectStore, type Correction } from '../../lib/project-store.ts';
import { IDLE_RUN, isBusy, useRunStore } from '../../lib/run-store.ts';
import { noticeTexts, texts } from '../../lib/texts.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import { BROWSER_BACKENDS } from '../../workers/browser-backends.ts';
import type { LoadedModel } from '../../workers/engine-host.ts';
import { propagateWithFailover, type PropagationEngine, type RunListener } from './failover.ts';
import { requestFor } from './requests.ts';

/** New labels reach the screen at most this often: a snapshot copies the tracks that changed. */
const SHOW_EVERY_MS = 150;

/**
 * Carries the labels through the video: of the whole project, or only what the corrections affect. Progress, backend and errors are in the
 * run store; labels appear in the project as they come, and those made before an end of any kind stay.
 */
export async function startRun(scope: 'all' | 'corrections', fetchModel: () => Promise<ModelEntry>): Promise<void> {
  const { project, corrections } = useProjectStore.getState();
  const { file, timestamps } = useVideoStore.getState();
  if (!project || !file || isBusy(useRunStore.getState().status)) return;
  const { backend } = useRunStore.getState();
  useRunStore.setState({ ...IDLE_RUN, backend, status: 'loading' });
  useProjectStore.getState().beginRun();
  // Another video may be opened meanwhile: what still comes of this run is not for it.
  const isOpen = () => useVideoStore.getState().file === file;
  const labels = new LabelFeed(new ProjectBuilder(project), isOpen);
  let finished: readonly Correction[] = [];
  try {
    const request = requestFor(project, timestamps, scope === 'all' ? 'all' : corrections);
    if (request.tracks.length === 0) throw new ForgeError('prompts_invalid', texts.nothingToPropagate);
    const engine = engineFor(file, await fetchModel());
    await propagateWithFailover(engine, request, wantedBackends(), listenerFor(labels));
    finished = corrections;
    useRunStore.setState({ status: 'done' });
  } catch (error) {
    const known = toForgeError(error);
    if (!isOpen()) return;
    if (known.code === 'aborted') useRunStore.setState({ status: 'stopped' });
    else useRunStore.setState({ status: 'failed', error: known });
  } finally {
    labels.flush();
    if (isOpen()) useProjectStore.getState().endRun(finished);
  }
}

/** Stops within one frame; what is done stays. */
export function cancelRun(): void {
  useRunStore.setState({ status: 'stopping' });
  cancelEngine().catch((error: unknown) => useRunStore.setState({ status: 'failed', error: toForgeError(error) }));
}

function wantedBackends() {
  const forced = forcedBackend(location.search);
  return forced ? [forced] : BROWSER_BACKENDS;
}

function engineFor(file: File, model: ModelEntry): PropagationEngine {
  const allowSoftwareGpu = forcedBackend(location.search) === 'webgpu';
  return {
    load: (backends) =>
      callEngine(file, (host) =>
        host.load(
          { model, backends, allowSoftwareGpu },
          proxy((download) => useRunStore.setState({ download })),
        ),
      ),
    propagate: (request, onFrame) =>
      callEngine(file, (host) =>
        host.propagate(
          request,
          proxy(async (result: FrameResult) => onFrame(result)),
        ),
      ),
    restart: stopEngine,
  };
}

function listenerFor(labels: LabelFeed): RunListener {
  const note = (sentences: readonly string[]) =>
    useRunStore.setState(({ notices }) => ({ notices: [...new Set([...notices, ...sentences])] }));
  return {
    onLoaded(model) {
      labels.setModel(model);
      note(model.notices.map((notice) => noticeTexts[notice]));
      const { status } = useRunStore.getState();
      useRunStore.setState({
        backend: model.info.backend,
        download: null,
        status: status === 'loading' ? 'running' : status,
      });
    },
    onFrame(result) {
      labels.add(result);
      useRunStore.setState({ progress: result.progress });
    },
    onDeviceFailure(error, losses) {
      note([error.code === 'device_lost' ? texts.deviceLost(losses) : texts.deviceFailed]);
    },
  };
}

/** Takes results into the project and shows it now and then. */
class LabelFeed {
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly builder: ProjectBuilder,
    private readonly isOpen: () => boolean,
  ) {}

  setModel({ info, engineVersion }: LoadedModel): void {
    this.builder.setEngine({ ...info, fileHashes: { ...info.fileHashes }, engineVersion });
  }

  add(result: FrameResult): void {
    this.builder.apply(result);
    this.#timer ??= setTimeout(() => this.flush(), SHOW_EVERY_MS);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.isOpen()) useProjectStore.getState().showRun(this.builder.snapshot());
  }
}
