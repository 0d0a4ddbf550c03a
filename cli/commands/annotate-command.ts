import { engineRunOf } from '../../core/engine/engine-run.ts';
import { FILLS_FROM } from '../../core/engine/fill.ts';
import { propagate } from '../../core/engine/propagate.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { exportDataset } from '../../core/export/export-dataset.ts';
import { chooseFrames, type FrameChoice } from '../../core/export/plan.ts';
import { writeZip } from '../../core/export/zip.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import { ProjectBuilder } from '../../core/project/project-builder.ts';
import { projectToRequest } from '../../core/project/propagation-request.ts';
import { parsePrompts, promptsToProject } from '../../core/project/prompts-to-project.ts';
import { wantedFrames } from '../../core/project/wanted-frames.ts';
import { datasetDoubts } from '../../core/review/dataset-doubts.ts';
import type { FrameIndex, TrackId } from '../../core/schema/brands.ts';
import type { DatasetSpec } from '../../core/schema/dataset-spec.ts';
import type { Project } from '../../core/schema/project.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { createNodeImageEncoder } from '../../node/files/node-image-encoder.ts';
import { openFrames } from '../../node/frames/frame-source.ts';
import { APP_NAME } from '../../core/app-name.ts';
import { APP_VERSION } from '../app-info.ts';
import { openReportedSegmenter, type ModelOptions } from '../terminal/backend-report.ts';
import { printJson } from '../terminal/print-facts.ts';
import { checkWritable, readPromptsJson } from '../terminal/input-files.ts';
import { samplingOf, specOf, type LabellingOptions } from './labelling-options.ts';
import { createProgressView, StageClock, type ProgressView } from '../terminal/progress.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface AnnotateOptions extends LabellingOptions, ModelOptions {
  readonly prompts: string;
  readonly out: string;
  readonly project?: string;
  readonly json?: boolean;
}

/**
 * `vdf annotate`: propagates the labels of a prompts file through a video and writes the dataset. Arguments
 * and files are checked before the model is loaded. Throws ForgeErrors, and `Stopped` on Ctrl-C.
 */
export async function annotateCommand(video: string, options: AnnotateOptions): Promise<void> {
  const prompts = parsePrompts(await readPromptsJson(options.prompts));
  await checkWritable(options.out);
  if (options.project !== undefined) await checkWritable(options.project);
  const view = createProgressView();
  await runStoppable(async (signal) => {
    const frames = await openFrames(video);
    try {
      const project = promptsToProject(prompts, frames.metadata, samplingOf(options));
      const spec = specOf(options, project.name);
      throwIfAborted(signal);
      const { labelled, fills } = await propagateLabels(project, frames, { ...options, view, signal });
      if (options.project !== undefined) await writeProject(labelled, options.project);
      const chosen = chooseFrames(labelled, spec, frames.timestamps);
      sayLeftOut(chosen, view);
      sayDoubts(labelled, spec, chosen, frames.timestamps, view);
      await writeDataset(labelled, spec, frames, chosen, { ...options, fills, view, signal });
    } finally {
      view.end();
      await frames.close();
    }
  });
}

interface Work {
  readonly view: ProgressView;
  readonly signal: AbortSignal;
}

/** How far the model's mask fills the box of a label (core/engine/fill.ts). */
interface LabelFill {
  readonly object: TrackId;
  readonly frame: FrameIndex;
  readonly fill: number;
}

interface Propagated {
  /** The project with the labels that the engine found on every wanted frame. */
  readonly labelled: Project;
  readonly fills: readonly LabelFill[];
}

async function propagateLabels(project: Project, frames: FrameSource, work: Work & ModelOptions): Promise<Propagated> {
  const segmenter = await openReportedSegmenter(work, work.view, work.signal);
  try {
    return await propagateProject(project, { frames, segmenter }, work);
  } finally {
    await segmenter.dispose();
  }
}

async function propagateProject(
  project: Project,
  ports: { frames: FrameSource; segmenter: Segmenter },
  { view, signal }: Work,
): Promise<Propagated> {
  const { timestamps } = ports.frames;
  const builder = new ProjectBuilder(project);
  const fills: LabelFill[] = [];
  for await (const result of propagate(ports, projectToRequest(project, timestamps), { signal })) {
    builder.apply(result);
    for (const { trackId, fill } of result.tracks) {
      if (fill === undefined) continue;
      fills.push({ object: trackId, frame: result.frame, fill });
      if (fill < FILLS_FROM) view.say(poorFill(project, trackId, result.frame, fill));
    }
    const { framesDone, framesTotal, framesPerSecond, secondsLeft } = result.progress;
    view.show('Labelling', { done: framesDone, total: framesTotal, framesPerSecond, secondsLeft });
  }
  view.end();
  // Read after the run: a backend that failed on the way was replaced by the next one.
  builder.setEngine(engineRunOf(ports.segmenter.info));
  const labelled = builder.snapshot();
  const lost = labelled.tracks.reduce((sum, track) => sum + track.lost.length, 0);
  const searched = wantedFrames(project, timestamps).length;
  if (lost > 0) view.say(`Lost from sight ${lost} times on ${searched} frames; no label is written there.`);
  return { labelled, fills };
}

/** What a label without the mask of its whole object is warned of, before anything is propagated from it. */
function poorFill(project: Project, id: TrackId, frame: FrameIndex, fill: number): string {
  const label = `object ${id} (${className(project, id)}) on frame ${frame}`;
  return fill > 0
    ? `The mask covers ${Math.floor(100 * fill)} % of the box of ${label}: check what is propagated from it.`
    : `The model finds nothing in the box of ${label}: the box alone is propagated.`;
}

function className({ classes, tracks }: Project, id: TrackId): string {
  const track = tracks.find((each) => each.id === id);
  return classes.find((each) => each.id === track?.classId)?.name ?? '';
}

const framesText = (count: number) => (count === 1 ? '1 frame' : `${count} frames`);

/** Prints how many labelled frames are left out of the dataset, why, and which option keeps them. */
function sayLeftOut({ lost, doubtful }: FrameChoice, view: ProgressView): void {
  if (lost.length > 0)
    view.say(
      `Left out: ${framesText(lost.length)} on which an object is unknown and may be in view. ` +
        '--keep-lost keeps such frames.',
    );
  if (doubtful.length > 0) view.say(`Left out: ${framesText(doubtful.length)} on which a label needs a look.`);
}

/** Prints the labels that need a look and stay in the dataset all the same. */
function sayDoubts(
  project: Project,
  spec: DatasetSpec,
  { kept }: FrameChoice,
  timestamps: readonly number[],
  view: ProgressView,
): void {
  if (spec.skipDoubtfulFrames) return;
  const doubts = datasetDoubts(project, timestamps, new Set(kept)).length;
  if (doubts === 0) return;
  const labels = doubts === 1 ? '1 label of the dataset needs' : `${doubts} labels of the dataset need`;
  view.say(`${labels} a look. --skip-doubtful leaves such frames out; --project keeps the labels to be reviewed.`);
}

async function writeProject(project: Project, path: string): Promise<void> {
  const sink = await createFileSink(path);
  try {
    await sink.write(new TextEncoder().encode(`${JSON.stringify(project)}\n`));
    await sink.commit();
  } finally {
    await sink.discard();
  }
}

async function writeDataset(
  project: Project,
  spec: DatasetSpec,
  frames: FrameSource,
  { lost, doubtful }: FrameChoice,
  { out, json, fills, view, signal }: Work & Pick<AnnotateOptions, 'out' | 'json'> & Pick<Propagated, 'fills'>,
): Promise<void> {
  const encoder = await createNodeImageEncoder();
  const clocks = { comparing: new StageClock(), writing: new StageClock() };
  let written = 0;
  const entries = exportDataset({
    project,
    spec,
    frames,
    encoder,
    provenance: { app: APP_NAME, version: APP_VERSION },
    signal,
    onProgress: ({ stage, framesDone, framesTotal }) => {
      if (stage === 'writing') written = framesDone;
      const title = stage === 'comparing' ? 'Comparing' : 'Writing';
      view.show(title, clocks[stage].progress(framesDone, framesTotal));
    },
  });
  const bytes = await writeZip(entries, await createFileSink(out), signal);
  view.end();
  const leftOut = { lostObject: lost.length, doubtfulLabel: doubtful.length };
  if (json) printJson({ out, frames: written, format: spec.format, bytes, leftOut, labels: fills });
  else process.stdout.write(`${out}: ${written} frames, ${spec.format}, ${(bytes / 1e6).toFixed(1)} MB\n`);
}
