import { propagate } from '../../core/engine/propagate.ts';
import type { PropagationProgress, TrackResult } from '../../core/engine/types.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import { ProjectBuilder } from '../../core/project/project-builder.ts';
import { projectToRequest } from '../../core/project/propagation-request.ts';
import type { FrameIndex, TrackId } from '../../core/schema/brands.ts';
import type { Project } from '../../core/schema/project.ts';

/** A project as a run left it, and what the run took. */
export interface ProjectRun {
  readonly project: Project;
  /** The last result on each frame of each track. */
  readonly results: ReadonlyMap<TrackId, ReadonlyMap<FrameIndex, TrackResult>>;
  /** Frames that were processed for results. */
  readonly frames: number;
  /** Wall time of the propagation loop alone, and the part of it spent in the model's own runs. */
  readonly wallMilliseconds: number;
  readonly modelMilliseconds: number;
  /** CPU time of the process in the propagation loop, the model's threads with it. */
  readonly cpuMilliseconds: number;
}

/** Propagates the labels of a project as the product does. Times the engine's own steps only. */
export async function runProject(
  project: Project,
  ports: { readonly frames: FrameSource; readonly segmenter: Segmenter },
  {
    signal,
    onProgress,
  }: { readonly signal: AbortSignal; readonly onProgress: (progress: PropagationProgress) => void },
): Promise<ProjectRun> {
  const { timestamps } = ports.frames;
  const request = projectToRequest(project, timestamps);
  const builder = new ProjectBuilder(project);
  const results = new Map<TrackId, Map<FrameIndex, TrackResult>>(project.tracks.map(({ id }) => [id, new Map()]));
  const modelBefore = ports.segmenter.runMilliseconds;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for await (const result of propagate(ports, request, { signal })) {
    builder.apply(result);
    // A frame between two labels comes once in each direction; the later result has blended both.
    for (const track of result.tracks) results.get(track.trackId)?.set(result.frame, track);
    onProgress(result.progress);
  }
  const wallMilliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    project: builder.snapshot(),
    results,
    frames: request.targets.length,
    wallMilliseconds,
    modelMilliseconds: ports.segmenter.runMilliseconds - modelBefore,
    cpuMilliseconds: (user + system) / 1000,
  };
}
