/**
 * Fits the weights of the engine's confidence to labels whose truth is known:
 *
 *   npm run -s vdf -- bench davis path/to/DAVIS --every 6 --json every6.json
 *   node --import tsx scripts/fit-confidence.ts every6.json ...
 *
 * prints the constants of core/engine/confidence.ts, and how well confidences that are fitted on all sequences but two
 * hold on those two.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { confidenceTerms } from '../core/engine/confidence.ts';
import { reliabilityOf, type Stated } from '../core/metrics/reliability.ts';

const evidenceSchema = z.object({
  similarity: z.number(),
  agreement: z.number(),
  predictedIou: z.number(),
  area: z.number(),
  lastArea: z.number(),
});
const labelSchema = z.object({ state: z.string(), J: z.number(), evidence: evidenceSchema.nullable() });
const reportSchema = z.object({
  sequences: z.array(z.object({ name: z.string(), labels: z.array(labelSchema) })),
});

/** A label as a row of the regression: 1 for the bias, then the terms of the confidence. */
interface Row {
  readonly sequence: string;
  readonly values: readonly number[];
  readonly right: boolean;
}

/** A label is right from this J on, as in the reliability table of `vdf bench davis`. */
const RIGHT_FROM = 0.7;
/** Shrinks the weights: that many labels are too few for more than their directions. */
const RIDGE = 0.3;
/** Weights are rounded to this; the bias is fitted again behind them. */
const STEP = 0.5;

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('Name the JSON files of some runs of vdf bench davis.');
const rows = (await Promise.all(files.map(readRows))).flat();
const names = Object.keys(confidenceTerms({ similarity: 0, agreement: 0, predictedIou: 0, area: 0, lastArea: 0 }));
const sequences = [...new Set(rows.map(({ sequence }) => sequence))];

const heldOut = sequences.flatMap((a, at) =>
  sequences.slice(at + 1).flatMap((b) => {
    const isOut = ({ sequence }: Row) => sequence === a || sequence === b;
    return stated(rows.filter(isOut), rounded(rows.filter((row) => !isOut(row))));
  }),
);
const weights = rounded(rows);
print(`${rows.length} labels of ${sequences.length} sequences, ${rows.filter(({ right }) => right).length} right`);
print(`\nFitted on all but two sequences, judged on these:\n${table(heldOut)}`);
print(`\nFitted and judged on all:\n${table(stated(rows, weights))}\n`);
names.forEach((name, at) => print(`${name}: ${weights[at + 1]}`));
print(`BIAS = ${weights[0]}`);

async function readRows(path: string): Promise<Row[]> {
  const { sequences: found } = reportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  return found.flatMap(({ name, labels }) =>
    labels.flatMap(({ state, J, evidence }) =>
      state === 'propagated' && evidence
        ? [{ sequence: name, values: [1, ...Object.values(confidenceTerms(evidence))], right: J >= RIGHT_FROM }]
        : [],
    ),
  );
}

function rounded(of: readonly Row[]): number[] {
  const fitted = fit(of).map((weight, at) => (at === 0 ? weight : Math.round(weight / STEP) * STEP));
  const [bias = 0] = fit(of, fitted);
  return [Math.round(bias * 10) / 10, ...fitted.slice(1)];
}

/**
 * Logistic regression by coordinate-wise Newton steps. No weight but the bias is below 0: more evidence never makes a
 * finding less sure. With `fixed` only the bias is fitted.
 */
function fit(of: readonly Row[], fixed?: readonly number[]): number[] {
  const columns = of[0]?.values.length ?? 0;
  const fitted = fixed ? [...fixed] : Array<number>(columns).fill(0);
  for (let sweep = 0; sweep < 300; sweep++) {
    for (let column = 0; column < (fixed ? 1 : columns); column++) {
      const ridge = column === 0 ? 0 : RIDGE;
      let slope = -ridge * (fitted[column] ?? 0);
      let curvature = ridge + 1e-9;
      for (const { values, right } of of) {
        const p = probability(values, fitted);
        const value = values[column] ?? 0;
        slope += ((right ? 1 : 0) - p) * value;
        curvature += p * (1 - p) * value ** 2;
      }
      const next = (fitted[column] ?? 0) + slope / curvature;
      fitted[column] = column === 0 ? next : Math.max(0, next);
    }
  }
  return fitted;
}

function probability(values: readonly number[], by: readonly number[]): number {
  return 1 / (1 + Math.exp(-values.reduce((sum, value, at) => sum + value * (by[at] ?? 0), 0)));
}

function stated(of: readonly Row[], by: readonly number[]): Stated[] {
  return of.map(({ values, right }) => ({ confidence: probability(values, by), right }));
}

function table(statements: readonly Stated[]): string {
  const { bins, expectedCalibrationError } = reliabilityOf(statements);
  const lines = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count, stated: said, right }) =>
        `${from.toFixed(1)}-${to.toFixed(1)}  ${String(count).padStart(5)} labels  said ${said?.toFixed(2)}  right ${right?.toFixed(2)}`,
    );
  return [...lines, `expected calibration error ${expectedCalibrationError.toFixed(3)}`].join('\n');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
