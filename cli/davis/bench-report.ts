import { reliabilityOf, type Reliability } from '../../core/metrics/reliability.ts';
import type { TrackId } from '../../core/schema/brands.ts';
import { tableLines } from '../terminal/print-facts.ts';
import type { SequenceRun } from './davis-run.ts';
import { meanOf, type LabelScore } from './davis-score.ts';
import type { InteractiveStep, InteractiveSteps } from './simulated-user.ts';

interface Figures {
  readonly boxIoU: number;
  readonly J: number;
  readonly F: number;
}

/** CPU seconds that a frame takes. */
interface CpuFigures {
  /** With one object. */
  readonly firstObject: number;
  /** For each object more. */
  readonly furtherObject: number;
}

interface SequenceReport extends Figures {
  readonly name: string;
  /** Frames that were evaluated: those sampled and not labelled. */
  readonly frames: number;
  /** Wall time of the propagation for each frame that it processed. */
  readonly secondsPerFrame: number;
  readonly objects: readonly (Figures & { readonly object: TrackId })[];
  readonly cpuSecondsPerFrame?: CpuFigures;
  readonly interactive?: InteractiveSteps;
  /** Every label that was evaluated. */
  readonly labels: readonly LabelScore[];
}

/** How well the list of doubts finds what is wrong. */
interface FoundByDoubts {
  readonly wrong: number;
  readonly wrongListed: number;
  /** The share of the wrong ones that is in the list, and the share of the list that is wrong; null of none. */
  readonly recall: number | null;
  readonly precision: number | null;
}

interface DoubtFigures {
  /** Frames of all objects, and how many of these are in the list. */
  readonly frames: number;
  readonly listed: number;
  /** Wrong is a mask with an IoU below 0.5. */
  readonly masks: FoundByDoubts;
  /** Wrong is a label of which the mask or the box has an IoU below 0.5. */
  readonly labels: FoundByDoubts;
}

/** The JSON that `--json` writes. */
export interface BenchReport {
  readonly every: number;
  readonly sequences: readonly SequenceReport[];
  /** Over all objects of all sequences. */
  readonly mean: Figures;
  /** Share of the propagation's wall time that was spent inside the model's own runs; 1 is the limit. */
  readonly modelShare: number;
  /** Of labels by their confidence, the share with a J of at least 0.7. */
  readonly reliability: Reliability;
  readonly doubts: DoubtFigures;
  readonly cpuSecondsPerFrame?: CpuFigures;
  readonly interactive?: InteractiveSteps;
}

/** A mask is right from this IoU on; a mask, or a box, is wrong below that one. */
const RIGHT_FROM = 0.7;
const WRONG_BELOW = 0.5;

/** The figures of runs through the sequences, at every n-th frame. */
export function reportOf(every: number, runs: readonly SequenceRun[]): BenchReport {
  const sequences = runs.map(sequenceReport);
  const labels = runs.flatMap((run) => run.labels);
  const sum = (of: (run: SequenceRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  const cpu = sequences.flatMap(({ cpuSecondsPerFrame }) => cpuSecondsPerFrame ?? []);
  const interactive = sequences.flatMap((each) => each.interactive ?? []);
  return {
    every,
    sequences,
    mean: figuresOf(sequences.flatMap(({ objects }) => objects)),
    modelShare: sum(({ run }) => run.modelMilliseconds) / sum(({ run }) => run.wallMilliseconds),
    reliability: reliabilityOf(
      labels
        .filter(({ state }) => state === 'propagated')
        .map(({ confidence, J }) => ({ confidence, right: J >= RIGHT_FROM })),
    ),
    doubts: doubtFigures(labels),
    ...(cpu.length === 0 ? {} : { cpuSecondsPerFrame: meanCpu(cpu) }),
    ...(interactive.length === 0 ? {} : { interactive: meanSteps(interactive) }),
  };
}

function sequenceReport({ name, run, labels, twins, interactive }: SequenceRun): SequenceReport {
  const objects = run.project.tracks.map(({ id }) => ({
    object: id,
    ...figuresOf(labels.filter(({ object }) => object === id)),
  }));
  return {
    name,
    frames: new Set(labels.map(({ frame }) => frame)).size,
    ...figuresOf(objects),
    secondsPerFrame: run.wallMilliseconds / 1000 / run.frames,
    objects,
    ...(twins ? { cpuSecondsPerFrame: cpuFigures(run, twins, objects.length) } : {}),
    ...(interactive ? { interactive } : {}),
    labels,
  };
}

const figuresOf = (of: readonly Figures[]): Figures => ({
  boxIoU: meanOf(of, ({ boxIoU }) => boxIoU),
  J: meanOf(of, ({ J }) => J),
  F: meanOf(of, ({ F }) => F),
});

/** From a run with some objects and one with twice as many. */
function cpuFigures(run: SequenceRun['run'], twins: SequenceRun['run'], objects: number): CpuFigures {
  const seconds = ({ cpuMilliseconds, frames }: SequenceRun['run']) => cpuMilliseconds / 1000 / frames;
  const furtherObject = (seconds(twins) - seconds(run)) / objects;
  return { firstObject: seconds(run) - (objects - 1) * furtherObject, furtherObject };
}

const meanCpu = (of: readonly CpuFigures[]): CpuFigures => ({
  firstObject: meanOf(of, ({ firstObject }) => firstObject),
  furtherObject: meanOf(of, ({ furtherObject }) => furtherObject),
});

function meanSteps(of: readonly InteractiveSteps[]): InteractiveSteps {
  const mean = (user: (steps: InteractiveSteps) => readonly InteractiveStep[]) =>
    (of[0] ? user(of[0]) : []).map((_, at): InteractiveStep => {
      const steps = of.flatMap((each) => user(each)[at] ?? []);
      return {
        labels: meanOf(steps, ({ labels }) => labels),
        J: meanOf(steps, ({ J }) => J),
        JOfAll: meanOf(steps, ({ JOfAll }) => JOfAll),
      };
    });
  return { doubted: mean(({ doubted }) => doubted), worst: mean(({ worst }) => worst) };
}

function doubtFigures(labels: readonly LabelScore[]): DoubtFigures {
  const listed = labels.filter(({ doubt }) => doubt !== null);
  const found = (isWrong: (label: LabelScore) => boolean): FoundByDoubts => {
    const wrong = labels.filter(isWrong).length;
    const wrongListed = listed.filter(isWrong).length;
    return {
      wrong,
      wrongListed,
      recall: wrong === 0 ? null : wrongListed / wrong,
      precision: listed.length === 0 ? null : wrongListed / listed.length,
    };
  };
  return {
    frames: labels.length,
    listed: listed.length,
    masks: found(({ J }) => J < WRONG_BELOW),
    labels: found(({ J, boxIoU }) => Math.min(J, boxIoU) < WRONG_BELOW),
  };
}

/** The report as text, for the terminal. */
export function reportLines(report: BenchReport): string[] {
  const { modelShare, interactive, cpuSecondsPerFrame } = report;
  return [
    ...tableLines(scoreTable(report)),
    `Share of the time spent in the model: ${modelShare.toFixed(3)}`,
    ...(cpuSecondsPerFrame
      ? [
          `CPU seconds a frame: ${cpuSecondsPerFrame.firstObject.toFixed(3)} with one object, ` +
            `${cpuSecondsPerFrame.furtherObject.toFixed(3)} for each object more`,
        ]
      : []),
    '',
    ...reliabilityLines(report.reliability),
    '',
    ...doubtLines(report.doubts),
    ...(interactive ? ['', ...tableLines(interactiveTable(report.sequences, interactive))] : []),
  ];
}

function scoreTable({ sequences, mean }: BenchReport): string[][] {
  const scores = ({ boxIoU, J, F }: Figures) => [boxIoU, J, F].map(digits);
  return [
    ['sequence', 'frames', 'box IoU', 'J', 'F', 's/frame'],
    ...sequences.flatMap(({ name, frames, objects, secondsPerFrame }) =>
      objects.map((each) => [
        objects.length === 1 ? name : `${name} ${each.object}`,
        String(frames),
        ...scores(each),
        secondsPerFrame.toFixed(2),
      ]),
    ),
    ['mean', '', ...scores(mean), ''],
  ];
}

function reliabilityLines({ bins, expectedCalibrationError }: Reliability): string[] {
  const rows = bins
    .filter(({ count }) => count > 0)
    .map(({ from, to, count, stated, right }) => [
      `${from.toFixed(1)}-${to.toFixed(1)}`,
      String(count),
      digits(stated),
      digits(right),
    ]);
  return [
    ...tableLines([['confidence', 'labels', 'stated', `J >= ${RIGHT_FROM}`], ...rows]),
    `Expected calibration error: ${expectedCalibrationError.toFixed(3)}`,
  ];
}

function doubtLines({ frames, listed, masks, labels }: DoubtFigures): string[] {
  const row = (title: string, { wrong, wrongListed, recall, precision }: FoundByDoubts) => [
    title,
    String(wrong),
    String(wrongListed),
    digits(recall),
    digits(precision),
  ];
  return [
    `List of doubts: ${listed} of ${frames} frames`,
    ...tableLines([
      ['', 'wrong', 'in the list', 'recall', 'precision'],
      row(`mask IoU < ${WRONG_BELOW}`, masks),
      row(`mask or box IoU < ${WRONG_BELOW}`, labels),
    ]),
  ];
}

function interactiveTable(sequences: readonly SequenceReport[], mean: InteractiveSteps): string[][] {
  const cells = (steps: InteractiveSteps) => [...steps.doubted, ...steps.worst].map(({ J }) => digits(J));
  const titles = (by: string) => mean.doubted.map((_, at) => `${by} ${at + 1}`);
  return [
    ['J after labels', ...titles('doubted'), ...titles('worst')],
    ...sequences.flatMap(({ name, interactive }) => (interactive ? [[name, ...cells(interactive)]] : [])),
    ['mean', ...cells(mean)],
  ];
}

const digits = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
