import { create } from 'zustand';
import type { EngineCheckpoint } from '../../../core/engine/checkpoint.ts';
import type { FrameResult, PropagationRequest } from '../../../core/engine/types.ts';
import { framesOutwards } from '../../../core/engine/visits.ts';
import { ForgeError } from '../../../core/errors.ts';
import type { ExportProgress } from '../../../core/export/export-dataset.ts';
import { imageBox, type FrameIndex } from '../../../core/schema/brands.ts';
import type { DatasetSpec } from '../../../core/schema/dataset-spec.ts';
import type { ModelEntry } from '../../../core/schema/model-manifest.ts';
import type { Project } from '../../../core/schema/project.ts';

/** Calls that the double received, and failures that the test ordered. */
interface Asked {
  readonly requests: readonly PropagationRequest[];
  /** The number of results behind which each propagation began. */
  readonly resumed: readonly number[];
  readonly exported: readonly Project[];
  /** The specification of each archive. */
  readonly specs: readonly DatasetSpec[];
  /** Frames on which the next propagations report low confidence, and frames on which they lose everything. */
  readonly doubtful: readonly number[];
  readonly lost: readonly number[];
  readonly measured: number;
  readonly loaded: number;
  readonly encodedAhead: readonly FrameIndex[];
  /** The number of results after which the next propagation fails, and its error. */
  readonly failAfter: { readonly results: number; readonly error: ForgeError } | null;
  readonly failExport: ForgeError | null;
  /** Corrections, and what a test waits for before each of their frames. */
  readonly corrected: readonly { readonly request: PropagationRequest; readonly around: FrameIndex }[];
  readonly beforeFrame: (frame: FrameIndex) => Promise<void>;
  /** Whether the current job was cancelled. */
  readonly cancelled: boolean;
}

const NOTHING: Asked = {
  requests: [],
  resumed: [],
  exported: [],
  specs: [],
  doubtful: [],
  lost: [],
  measured: 0,
  loaded: 0,
  encodedAhead: [],
  failAfter: null,
  failExport: null,
  corrected: [],
  beforeFrame: () => Promise.resolve(),
  cancelled: false,
};
export const useAsked = create<Asked>()(() => NOTHING);

export function resetDouble(): void {
  useAsked.setState(NOTHING);
}

export const MODEL = { id: 'm', files: [] } as unknown as ModelEntry;

/** An engine worker that finds every object on every frame at once. */
const host = {
  async load() {
    useAsked.setState(({ loaded }) => ({ loaded: loaded + 1 }));
    const engineRun = { modelId: 'm', fileHashes: {}, backend: 'wasm', precision: 'fp32', engineVersion: '1' };
    return { engineRun, downloaded: false, notices: [] };
  },
  async encodeAhead(frame: FrameIndex) {
    useAsked.setState(({ encodedAhead }) => ({ encodedAhead: [...encodedAhead, frame] }));
  },
  async propagate(
    request: PropagationRequest,
    resume: EngineCheckpoint | undefined,
    onFrame: (result: FrameResult, checkpoint: EngineCheckpoint) => Promise<void>,
  ) {
    const { failAfter, requests, resumed, doubtful, lost } = useAsked.getState();
    const before = resume?.results ?? 0;
    useAsked.setState({
      requests: [...requests, request],
      resumed: [...resumed, before],
      failAfter: null,
      cancelled: false,
    });
    for (const [done, frame] of request.targets.entries()) {
      if (done < before) continue;
      if (failAfter?.results === done) throw failAfter.error;
      if (useAsked.getState().cancelled) throw new ForgeError('aborted');
      const tracks = request.tracks.map(({ id, labels }) => {
        if (lost.includes(frame)) return { trackId: id, state: 'lost' as const, box: null, mask: null, confidence: 0 };
        return {
          trackId: id,
          state: labels.some((label) => label.frame === frame) ? ('user' as const) : ('propagated' as const),
          box: imageBox(1, 1, 9, 9),
          mask: { width: 64, height: 48, counts: [64 * 48] },
          confidence: doubtful.includes(frame) ? 0.3 : 0.9,
        };
      });
      const progress = {
        framesDone: done + 1,
        framesTotal: request.targets.length,
        framesPerSecond: 1,
        secondsLeft: 1,
      };
      const checkpoint = { version: 2, results: done + 1, tracks: [] } as const;
      await onFrame({ frame, timestamp: frame / 10, tracks, progress }, checkpoint);
    }
  },
  async correct(request: PropagationRequest, around: FrameIndex, onFrame: (result: FrameResult) => Promise<void>) {
    const { failAfter, corrected } = useAsked.getState();
    useAsked.setState({ corrected: [...corrected, { request, around }], failAfter: null, cancelled: false });
    const frames = framesOutwards(request, around);
    for (const [done, frame] of frames.entries()) {
      await useAsked.getState().beforeFrame(frame);
      if (failAfter?.results === done) throw failAfter.error;
      if (useAsked.getState().cancelled) throw new ForgeError('aborted');
      const tracks = request.tracks.map(({ id, labels }) => ({
        trackId: id,
        state: labels.some((label) => label.frame === frame) ? ('user' as const) : ('propagated' as const),
        box: imageBox(2, 2, 9, 9),
        mask: { width: 64, height: 48, counts: [64 * 48] },
        confidence: 0.8,
      }));
      const progress = { framesDone: done + 1, framesTotal: frames.length, framesPerSecond: 1, secondsLeft: 1 };
      await onFrame({ frame, timestamp: frame / 10, tracks, progress });
    }
  },
  async measure() {
    useAsked.setState(({ measured }) => ({ measured: measured + 1 }));
    return { readMs: 10, encodeMs: 1000, decodeMs: 50, writeMs: 100 };
  },
  async exportArchive(
    { project, spec }: { project: Project; spec: DatasetSpec },
    report: (progress: ExportProgress) => Promise<void>,
  ) {
    const { failExport } = useAsked.getState();
    useAsked.setState(({ exported, specs }) => ({
      exported: [...exported, project],
      specs: [...specs, spec],
      failExport: null,
    }));
    await report({ stage: 'writing', framesDone: 1, framesTotal: 1 });
    if (failExport) throw failExport;
    if (useAsked.getState().cancelled) throw new ForgeError('aborted');
    return new Blob(['zip']);
  },
};

/** In place of client/engine/engine-client.ts. */
export const engineClientDouble = {
  engineClient: {
    call: (_: File, request: (worker: typeof host) => Promise<unknown>) => request(host),
    cancel: async () => {
      useAsked.setState({ cancelled: true });
    },
    cancelCorrection: async () => {
      useAsked.setState({ cancelled: true });
    },
    stop: () => undefined,
  },
};
