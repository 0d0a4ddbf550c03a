import type { Backend } from './segmenter.ts';

/** A dense float32 tensor, row-major. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** One loaded ONNX graph. Implemented by thin adapters over onnxruntime-web and onnxruntime-node. */
export interface ModelSession {
  /**
   * One run of the graph; outputs are copied out of the runtime, whose own tensors are disposed before this returns.
   * Runs on one session are serialised by the caller. Throws `model_run_failed` or `device_lost`.
   */
  run(
    inputs: Readonly<Record<string, FloatTensor>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, FloatTensor>>>;
  /**
   * Milliseconds inside the graph's own runs since the session was loaded, without waiting and copying.
   * Undefined for sessions whose runs begin and end with the call: there the caller's clock measures the
   * same.
   */
  readonly runMilliseconds?: number;
  release(): Promise<void>;
}

/** Loads graphs on one backend. */
export interface ModelRuntime {
  readonly backend: Backend;
  /**
   * Whether the device may compute with 16-bit floats, so that a trial is worthwhile; CPUs gain nothing by
   * them.
   */
  readonly mayComputeHalf: boolean;
  /** Throws `backend_unavailable` when the backend cannot load this graph. */
  load(graph: Uint8Array<ArrayBuffer>): Promise<ModelSession>;
}
