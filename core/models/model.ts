import { ForgeError } from '../errors.ts';
import type { ModelRuntime } from '../ports/model-runtime.ts';
import type { Precision, Prompt, Segmenter } from '../ports/segmenter.ts';
import type { ModelFiles } from './model-files.ts';

/** A model as data. Where its files come from is in models/manifest.json, under its id. */
export interface ModelDescription {
  /** Projects, jobs and datasets name the model by it: it never changes. */
  readonly id: string;
  /** Its name on the page. */
  readonly title: string;
  /** Of its weights, as an SPDX identifier. */
  readonly licence: string;
  readonly homepage: string;
  /** The kinds of prompts that it takes. The engine gives all of them. */
  readonly prompts: readonly (keyof Prompt)[];
  /** Side of the square input of its encoder, in pixels. */
  readonly inputSide: number;
  /** Those that its encoder can compute with. */
  readonly precisions: readonly Precision[];
}

/** Opens a model. Its module is loaded on demand: the page knows of every model and runs one. */
export interface ModelAdapter {
  /**
   * The model behind the Segmenter port, on the given runtime. Throws `backend_unavailable` when the runtime
   * cannot load the graphs, `model_unavailable` when one is not among the files.
   */
  open(runtime: ModelRuntime, files: ModelFiles, precision: Precision): Promise<Segmenter>;
}

/** A model that the app can run. */
export interface Model extends ModelDescription {
  readonly adapter: () => Promise<ModelAdapter>;
}

/**
 * Opens the model on a runtime. Throws `backend_unavailable` when it cannot run there or in that precision,
 * `model_unavailable`.
 */
export async function openModel(
  model: Model,
  runtime: ModelRuntime,
  files: ModelFiles,
  precision: Precision = 'fp32',
): Promise<Segmenter> {
  if (!model.precisions.includes(precision))
    throw new ForgeError('backend_unavailable.precision', { model: model.title, precision });
  const { open } = await model.adapter();
  return open(runtime, files, precision);
}
