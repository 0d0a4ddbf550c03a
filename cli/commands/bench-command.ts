import { throwIfAborted } from '../../core/errors.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { openReportedSegmenter, type ModelOptions } from '../terminal/backend-report.ts';
import { CachedSegmenter } from '../davis/cached-segmenter.ts';
import { findSequences, type DavisSequence } from '../davis/davis-data.ts';
import { runSequence, type SequenceRun, type SequenceScore } from '../davis/davis-run.ts';
import { tableLines } from '../terminal/print-facts.ts';
import { checkWritable } from '../terminal/input-files.ts';
import { createProgressView } from '../terminal/progress.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface BenchOptions extends ModelOptions {
  readonly every: number;
  readonly labels?: number;
  readonly sequences?: readonly string[];
  readonly cache?: string;
  readonly json?: string;
}

/** The JSON that `--json` writes. */
interface BenchReport {
  readonly every: number;
  readonly sequences: readonly SequenceScore[];
  readonly mean: { readonly boxIoU: number; readonly J: number; readonly F: number };
  /** Share of the propagation's wall time that was spent inside the model's own runs; 1 is the limit. */
  readonly modelShare: number;
}

/** `vdf bench davis`: propagates through the sequences of a DAVIS folder and compares with the true masks. */
export async function benchCommand(folder: string, options: BenchOptions): Promise<void> {
  const sequences = await findSequences(folder, options.sequences);
  if (options.json !== undefined) await checkWritable(options.json);
  const report = reportOf(options.every, await runAll(sequences, options));
  for (const line of tableLines(tableOf(report))) process.stdout.write(`${line}\n`);
  process.stdout.write(`Share of the time spent in the model: ${report.modelShare.toFixed(3)}\n`);
  if (options.json !== undefined) await writeJson(report, options.json);
}

async function runAll(sequences: readonly DavisSequence[], options: BenchOptions): Promise<SequenceRun[]> {
  const view = createProgressView();
  return runStoppable(async (signal) => {
    const opened = await openReportedSegmenter(options, view, signal);
    const segmenter = options.cache === undefined ? opened : new CachedSegmenter(opened, options.cache);
    try {
      const runs: SequenceRun[] = [];
      for (const sequence of sequences) {
        throwIfAborted(signal);
        const run = await runSequence(sequence, segmenter, {
          every: options.every,
          labels: options.labels,
          signal,
          onProgress: ({ framesDone, framesTotal, framesPerSecond, secondsLeft }) =>
            view.show(sequence.name, { done: framesDone, total: framesTotal, framesPerSecond, secondsLeft }),
        });
        runs.push(run);
      }
      return runs;
    } finally {
      view.end();
      await segmenter.dispose();
    }
  });
}

function reportOf(every: number, runs: readonly SequenceRun[]): BenchReport {
  const sequences = runs.map(({ score }) => score);
  const mean = (value: (score: SequenceScore) => number) =>
    sequences.reduce((sum, score) => sum + value(score), 0) / sequences.length;
  const wall = runs.reduce((sum, run) => sum + run.wallMilliseconds, 0);
  const model = runs.reduce((sum, run) => sum + run.modelMilliseconds, 0);
  return {
    every,
    sequences,
    mean: { boxIoU: mean(({ boxIoU }) => boxIoU), J: mean(({ J }) => J), F: mean(({ F }) => F) },
    modelShare: model / wall,
  };
}

function tableOf({ sequences, mean }: BenchReport): string[][] {
  const scores = (of: BenchReport['mean']) => [of.boxIoU, of.J, of.F].map((value) => value.toFixed(3));
  return [
    ['sequence', 'frames', 'box IoU', 'J', 'F', 's/frame'],
    ...sequences.map((each) => [each.name, String(each.frames), ...scores(each), each.secondsPerFrame.toFixed(2)]),
    ['mean', '', ...scores(mean), ''],
  ];
}

async function writeJson(report: BenchReport, path: string): Promise<void> {
  const sink = await createFileSink(path);
  try {
    await sink.write(new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`));
    await sink.commit();
  } finally {
    await sink.discard();
  }
}
