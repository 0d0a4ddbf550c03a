import { throwIfAborted } from '../../core/errors.ts';
import { createFileSink } from '../../node/files/file-sink.ts';
import { openReportedSegmenter, type ModelOptions } from '../terminal/backend-report.ts';
import { CachedSegmenter } from '../davis/cached-segmenter.ts';
import { findSequences, type DavisSequence } from '../davis/davis-data.ts';
import { reportLines, reportOf, type BenchReport } from '../davis/bench-report.ts';
import { runSequence, type SequenceRun } from '../davis/davis-run.ts';
import { checkWritable } from '../terminal/input-files.ts';
import { createProgressView } from '../terminal/progress.ts';
import { runStoppable } from '../terminal/stop-signal.ts';

export interface BenchOptions extends ModelOptions {
  readonly every: number;
  readonly labels?: number;
  readonly interactive?: number;
  readonly objects?: boolean;
  readonly cpu?: boolean;
  readonly sequences?: readonly string[];
  readonly cache?: string;
  readonly json?: string;
}

/** `vdf bench davis`: propagates through the sequences of a DAVIS folder and compares with the true masks. */
export async function benchCommand(folder: string, options: BenchOptions): Promise<void> {
  const sequences = await findSequences(folder, options.sequences);
  if (options.json !== undefined) await checkWritable(options.json);
  const report = reportOf(options.every, await runAll(sequences, options));
  for (const line of reportLines(report)) process.stdout.write(`${line}\n`);
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
          interactive: options.interactive,
          objects: options.objects ?? false,
          cpu: options.cpu ?? false,
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

async function writeJson(report: BenchReport, path: string): Promise<void> {
  const sink = await createFileSink(path);
  try {
    await sink.write(new TextEncoder().encode(`${JSON.stringify(report, null, 2)}\n`));
    await sink.commit();
  } finally {
    await sink.discard();
  }
}
