import { create } from 'zustand';
import type { FrameCosts } from '../../../core/dataset/estimate.ts';
import { toForgeError, type ForgeError } from '../../../core/errors.ts';
import { wantedFrames } from '../../../core/project/wanted-frames.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';
import { engineClient } from '../../engine/engine-client.ts';
import type { DownloadProgress } from '../../workers/model-store.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { isBusy, useRunStore } from '../run-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { liveCorrection } from '../correction/live-correction.ts';
import { specFrom, useDatasetChoices } from '../dataset/dataset-choices.ts';
import { currentDraft } from '../dataset/dataset-draft.ts';
import { engineFor, wantedBackends, type FetchModel } from '../../engine/model-engine.ts';

interface MeasuringState {
  readonly status: 'idle' | 'loading' | 'measuring' | 'measured' | 'failed';
  /** Progress of the model's download, where it is needed first. */
  readonly download: DownloadProgress | null;
  readonly costs: FrameCosts | null;
  readonly error: ForgeError | null;
}

const IDLE: MeasuringState = { status: 'idle', download: null, costs: null, error: null };
export const useMeasuring = create<MeasuringState>()(() => IDLE);

/** Measures how fast this device is. */
export class Measurement {
  #underWay: Promise<void> | null = null;
  #unwanted = false;

  /**
   * Measures the time of one frame on this device, once for each video. Errors are in the store and block
   * nothing.
   */
  start(fetchModel: FetchModel): void {
    const { status } = useMeasuring.getState();
    if (this.#underWay || status === 'measured' || isBusy(useRunStore.getState().status)) return;
    this.#unwanted = false;
    this.#underWay = this.#measure(fetchModel).finally(() => {
      this.#underWay = null;
    });
  }

  /** Ends the measurement before a run: measuring stops within one frame, loading of the model is awaited. */
  async stop(): Promise<void> {
    this.#unwanted = true;
    if (useMeasuring.getState().status === 'measuring') await engineClient.cancel();
    await this.#underWay;
  }

  /** Resets for a new video. */
  release(): void {
    this.#unwanted = true;
    useMeasuring.setState(IDLE);
  }

  async #measure(fetchModel: FetchModel): Promise<void> {
    const { file } = useVideoStore.getState();
    const { project } = useProjectStore.getState();
    if (!file || !project) return;
    const note = (change: Partial<MeasuringState>) => {
      if (useVideoStore.getState().file === file) useMeasuring.setState(change);
    };
    note({ ...IDLE, status: 'loading' });
    try {
      const model = await fetchModel();
      // Another video was opened meanwhile: the engine belongs to that one.
      if (useVideoStore.getState().file !== file) return;
      const engine = engineFor(file, model, (download) => {
        note({ download });
        // A run that waits for the model shows this progress.
        if (isBusy(useRunStore.getState().status)) useRunStore.setState({ download });
      });
      const { engineRun } = await engine.load(wantedBackends());
      useRunStore.setState({ backend: engineRun.backend });
      if (this.#unwanted) return note(IDLE);
      // A correction in progress would have to give way, and the time of a frame beside it would be wrong.
      await liveCorrection.whenEnded();
      if (this.#unwanted) return note(IDLE);
      note({ status: 'measuring', download: null });
      const { image } = specFrom({ ...useDatasetChoices.getState(), ...currentDraft(), train: 70, val: 20 }, project);
      const ranks = ranksToMeasure();
      const costs = await engineClient.call(file, (host) => host.measure(ranks, image));
      note({ status: 'measured', costs });
    } catch (error) {
      const known = toForgeError(error);
      note(known.code === 'aborted' ? IDLE : { status: 'failed', error: known });
    }
  }
}

/** The measurement for the open video. It is released when the project is left. */
export const measurement = new Measurement();

/** The shown frame and a sampled one beside it, in the order of a run. */
function ranksToMeasure(): FrameIndex[] {
  const { shown, timestamps } = useVideoStore.getState();
  const { project } = useProjectStore.getState();
  if (!shown || !project) return [];
  const wanted = wantedFrames(project, timestamps);
  const before = wanted.findLast((rank) => rank < shown.rank);
  const after = wanted.find((rank) => rank > shown.rank);
  if (before !== undefined) return [before, shown.rank];
  return after === undefined ? [shown.rank] : [shown.rank, after];
}
