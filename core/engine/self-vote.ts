import type { Bitmask } from '../geometry/bitmask.ts';
import type { Embedding } from '../ports/segmenter.ts';
import type { ImageBox } from '../schema/brands.ts';
import { fineMapOfMask } from './fine-map.ts';
import { cellsAround } from './label-map.ts';
import { cellFeatures } from './matching/features.ts';
import { Matcher, type Matches, type StoredFrame } from './matching/matcher.ts';
import type { EngineSettings } from './settings.ts';
import { voteLabels, type Vote } from './vote.ts';

/** Cells this near look alike since the encoder mixes neighbours, so they say nothing about each other. */
const NEAR = 2;
/** The matcher's most: at most 25 of them are near. */
const CANDIDATES = 32;
/** Other places look less alike than the same place on another frame: their similarities lie closer together. */
const SOFTER = 2;
/** Cells around the box that vote and are voted on, too. */
const MARGIN = 3;

/**
 * The cells of one frame voted on by the other cells of the same frame: whether a mask holds together by its look
 * (leave one out).
 */
export class SelfVote {
  private constructor(
    private readonly embedding: Embedding,
    private readonly matcher: Matcher,
    private readonly features: StoredFrame,
  ) {}

  /** Holds about 3 MB until it is collected. */
  static async of(embedding: Embedding): Promise<SelfVote> {
    const matcher = await Matcher.create(embedding.columns, embedding.rows, embedding.channels);
    return new SelfVote(embedding, matcher, matcher.store(cellFeatures(embedding)));
  }

  /** The vote on a mask in and around a box; what lies outside the mask is labelled as background. */
  vote(mask: Bitmask, box: ImageBox, settings: EngineSettings): Vote {
    const { embedding, matcher, features } = this;
    const cells = cellsAround(box, MARGIN, embedding);
    const all = matcher.match(features, cells, [{ frame: features, radius: Infinity }], CANDIDATES);
    const others = farMatches(all, cells, embedding.columns, settings.voters);
    const soft = { ...settings, temperature: SOFTER * settings.temperature };
    return voteLabels(others, cells, [fineMapOfMask(mask, embedding)], embedding, soft);
  }
}

/** For each cell the best `voters` of its matches that are not near it. */
function farMatches(all: Matches, cells: Int32Array, columns: number, voters: number): Matches {
  const count = cells.length * voters;
  const far = {
    voters,
    memory: new Int32Array(count).fill(-1),
    cell: new Int32Array(count),
    similarity: new Float32Array(count),
  };
  cells.forEach((cell, i) => {
    let to = i * voters;
    for (let from = i * all.voters; from < (i + 1) * all.voters && to < (i + 1) * voters; from++) {
      const other = all.cell[from] as number;
      const across = Math.abs((other % columns) - (cell % columns));
      const down = Math.abs(Math.floor(other / columns) - Math.floor(cell / columns));
      if ((all.memory[from] as number) < 0 || Math.max(across, down) <= NEAR) continue;
      far.memory[to] = all.memory[from] as number;
      far.cell[to] = other;
      far.similarity[to] = all.similarity[from] as number;
      to += 1;
    }
  });
  return far;
}
