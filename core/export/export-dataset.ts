import { ForgeError, throwIfAborted } from '../errors.ts';
import { formatOf } from '../formats/registry.ts';
import { takePixels } from '../frames/take-pixels.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { ImageEncoder } from '../ports/image-encoder.ts';
import { inBetweenOf } from '../project/in-between.ts';
import { hasSameFrames } from '../project/same-video.ts';
import type { FrameIndex } from '../schema/brands.ts';
import type { DatasetSpec } from '../schema/dataset-spec.ts';
import type { Project } from '../schema/project.ts';
import { metadataEntry, WrittenCounts, type Provenance } from './metadata.ts';
import { NearDuplicateFilter } from './near-duplicates.ts';
import { chooseFrames, userLabelledFrames, planExport } from './plan.ts';
import type { ArchiveEntry } from './types.ts';

export interface ExportProgress {
  /** `comparing`: looking for near-duplicates, before anything is written. */
  readonly stage: 'comparing' | 'writing';
  readonly framesDone: number;
  readonly framesTotal: number;
}

export interface ExportRequest {
  readonly project: Project;
  readonly spec: DatasetSpec;
  /** The project's own video. */
  readonly frames: FrameSource;
  readonly encoder: ImageEncoder;
  readonly provenance: Provenance;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/**
 * The files of a dataset, one after the other: each exported frame's image and labels in time order, then the
 * format's index files and `metadata.json`. Memory holds one frame, and the next is read on demand. Equal
 * project, spec, provenance and pixels give equal bytes on every platform.
 * Throws `nothing_to_export`, `spec_invalid`, `project_invalid` (another video than the project's),
 * `aborted`, and what frames throw.
 */
export async function* exportDataset(request: ExportRequest): AsyncGenerator<ArchiveEntry, void, undefined> {
  const { project, spec, frames, encoder, signal, onProgress } = request;
  throwIfAborted(signal);
  checkSameVideo(project, frames);
  const { writer, description } = formatOf(spec.format);
  const { kept: candidates, lost, doubtful } = chooseFrames(project, spec, frames.timestamps);
  const leftOut = { lostObject: lost.length, doubtfulLabel: doubtful.length, nearDuplicate: 0 };
  // Planned up to twice: an empty or refused export fails before any frame is decoded.
  const interpolated = inBetweenOf(project, frames.timestamps);
  const between = interpolated && { ...interpolated, boxesOnly: description.loses.includes('mask') };
  const firstPlan = planExport(project, spec, candidates, leftOut, between);
  writer.check(firstPlan);
  const kept = spec.skipNearDuplicates ? await withoutNearDuplicates(request, candidates) : candidates;
  const nearDuplicate = candidates.length - kept.length;
  const plan =
    nearDuplicate === 0 ? firstPlan : planExport(project, spec, kept, { ...leftOut, nearDuplicate }, between);
  const counts = new WrittenCounts(plan.classes.length);
  let position = 0;
  for await (const frame of frames.frames(kept, options(signal))) {
    const planned = plan.frames[position];
    if (planned?.index !== frame.index) {
      frame.close();
      throw new ForgeError('video_decode_failed.other_frame', { frame: frame.index });
    }
    const image = await takePixels(frame);
    yield { path: writer.imagePath(planned, plan), bytes: await encoder.encode(image, spec.image) };
    const labels = writer.labels(planned, plan);
    yield* labels.files;
    counts.add(planned.split, labels.written);
    position += 1;
    onProgress?.({ stage: 'writing', framesDone: position, framesTotal: kept.length });
    throwIfAborted(signal);
  }
  if (position !== kept.length) throw new ForgeError('video_decode_failed.ended_early');
  yield* writer.index(plan);
  yield metadataEntry(plan, counts, request.provenance);
}

/**
 * The frames that differ visibly from the last one kept, and all that the user labelled. Reads every
 * candidate once.
 */
async function withoutNearDuplicates(request: ExportRequest, candidates: readonly FrameIndex[]): Promise<FrameIndex[]> {
  const { project, frames, signal, onProgress } = request;
  const mustStay = userLabelledFrames(project);
  const filter = new NearDuplicateFilter();
  const kept: FrameIndex[] = [];
  let framesDone = 0;
  for await (const frame of frames.frames(candidates, options(signal))) {
    const { index } = frame;
    if (filter.keep(await takePixels(frame), mustStay.has(index))) kept.push(index);
    framesDone += 1;
    onProgress?.({ stage: 'comparing', framesDone, framesTotal: candidates.length });
    throwIfAborted(signal);
  }
  return kept;
}

/** Labels of one video must never be written over the frames of another. */
function checkSameVideo({ video }: Project, { metadata }: FrameSource): void {
  if (hasSameFrames(video, metadata)) return;
  throw new ForgeError('project_invalid.other_video', {
    frames: video.frameCount,
    width: video.width,
    height: video.height,
    otherFrames: metadata.frameCount,
    otherWidth: metadata.width,
    otherHeight: metadata.height,
  });
}

const options = (signal: AbortSignal | undefined) => (signal ? { signal } : {});
