import type { JobKind, JobPriority, NewJobInput } from '../../core/schema/api/jobs.ts';
import { parsePrompts, promptsToProject } from '../../core/project/prompts-to-project.ts';
import { openFrames } from '../../node/frames/frame-source.ts';
import { readPromptsJson } from '../terminal/input-files.ts';
import { samplingOf, specOf, type LabellingOptions } from './labelling-options.ts';

export interface NewJobOptions extends LabellingOptions {
  readonly name?: string;
  readonly kind: JobKind;
  readonly priority: JobPriority;
  /** Make no dataset where labels need a look. */
  readonly reviewDoubts?: boolean;
}

/** A new job without the id that its video gets on the server. */
export type JobDraft = Omit<NewJobInput, 'videoId'>;

/**
 * Reads a video and its prompts and builds their job, checked on this machine before anything is sent. Throws
 * the errors of `openFrames` and `promptsToProject`, `file_not_found`, `prompts_invalid`.
 */
export async function draftJob(video: string, promptsPath: string, options: NewJobOptions): Promise<JobDraft> {
  const prompts = parsePrompts(await readPromptsJson(promptsPath));
  const frames = await openFrames(video);
  try {
    const project = promptsToProject(prompts, frames.metadata, samplingOf(options), options.name);
    const asks = options.reviewDoubts ? { reviewDoubts: true } : {};
    return { kind: options.kind, priority: options.priority, project, spec: specOf(options, project.name), ...asks };
  } finally {
    await frames.close();
  }
}
