import type { Segmenter } from '../ports/segmenter.ts';
import type { EngineRun } from '../schema/project.ts';

/** Raised whenever the same input can give other labels. Written into projects and datasets. */
export const ENGINE_VERSION = '4';

/**
 * The record of what labels were made with, for the project. Where a failed backend can be replaced during a run,
 * read it after the run.
 */
export function engineRunOf({ modelId, fileHashes, backend, precision }: Segmenter['info']): EngineRun {
  return { modelId, fileHashes, backend, precision, engineVersion: ENGINE_VERSION };
}
