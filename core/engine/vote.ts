import type { LabelMap } from './label-map.ts';
import type { EngineSettings } from './settings.ts';
import type { Matches } from './matching/matcher.ts';

/** The location of an object by the votes of its memory. */
export interface Vote {
  readonly map: LabelMap;
  /** Mean cosine similarity of the best match over the cells assigned to the object; 0 without any. */
  readonly similarity: number;
}

/**
 * The label of each query cell by its matches: softmax(similarity / temperature) over the voters, applied to
 * the labels of the matched cells in their own frames.
 *
 * @param labels one map for each memory frame of the matches, in the same order
 * @param cellCount cells of the whole grid; cells outside the query stay 0
 */
export function voteLabels(
  matches: Matches,
  cells: Int32Array,
  labels: readonly LabelMap[],
  cellCount: number,
  { temperature, mapThreshold }: Pick<EngineSettings, 'temperature' | 'mapThreshold'>,
): Vote {
  const map = new Float32Array(cellCount);
  const { voters, memory, cell, similarity } = matches;
  let objectCells = 0;
  let similaritySum = 0;
  for (let i = 0; i < cells.length; i++) {
    const best = similarity[i * voters] as number;
    let weights = 0;
    let sum = 0;
    for (let j = i * voters; j < (i + 1) * voters; j++) {
      const from = labels[memory[j] as number];
      if (!from) continue;
      const weight = Math.exp(((similarity[j] as number) - best) / temperature);
      weights += weight;
      sum += weight * (from[cell[j] as number] as number);
    }
    if (weights === 0) continue;
    const share = sum / weights;
    map[cells[i] as number] = share;
    if (share <= mapThreshold) continue;
    objectCells += 1;
    similaritySum += best;
  }
  return { map, similarity: objectCells > 0 ? similaritySum / objectCells : 0 };
}

/** Two votes on the same frame as one: `a` at 0, `b` at 1. */
export function mixVotes(a: Vote, b: Vote, share: number): Vote {
  return {
    map: a.map.map((value, cell) => value + ((b.map[cell] as number) - value) * share),
    similarity: a.similarity + (b.similarity - a.similarity) * share,
  };
}
