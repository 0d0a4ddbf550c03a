import { boxIou } from '../geometry/box.ts';
import { bitmaskArea, bitmaskBox } from '../geometry/bitmask.ts';
import { decodeMask as maskBitmap, encodeMask } from '../geometry/mask-rle.ts';
import type { Segmenter } from '../ports/segmenter.ts';
import type { FrameIndex, ImageBox } from '../schema/brands.ts';
import type { MaskRle } from '../schema/mask.ts';
import type { Anchor } from './anchor.ts';
import type { PassCheckpoint } from './checkpoint.ts';
import { confidenceOf, isLost, type Evidence } from './confidence.ts';
import { decodePrompt, dropIslands, mapAgreement, removeExcess, repairCoverage, restoreSize } from './decode-mask.ts';
import type { FrameView, FrameViews } from './frame-views.ts';
import { fineMapOfMask, type FineMap } from './fine-map.ts';
import { cellsAround } from './label-map.ts';
import { promptOfMap } from './map-prompt.ts';
import type { MatchMemory } from './matching/matcher.ts';
import type { RestoredFrame } from './resume-plan.ts';
import type { EngineSettings } from './settings.ts';
import { bodyBox } from './user-margins.ts';
import { voteLabels, type Vote } from './vote.ts';

/** The engine's finding of one object on one frame. */
export interface Finding {
  readonly mask: MaskRle;
  /** Pixels of the mask. */
  readonly area: number;
  /** The box of the mask, without the user's margins; null where there is no mask. */
  readonly maskBox: ImageBox | null;
  /** The box of the object's body (user-margins.ts); null where it has none. */
  readonly bodyBox: ImageBox | null;
  readonly fine: FineMap;
  readonly confidence: number;
  readonly evidence: Evidence;
  readonly lost: boolean;
  /** The object is far from its place on the frame before: a frame skipped in between is encoded, too. */
  readonly movedFar: boolean;
}

/** Checkpoints store the mask only: its map is always computed from the mask. */
interface Remembered {
  readonly frame: FrameIndex;
  readonly features: FrameView['features'];
  readonly mask: MaskRle;
  readonly fine: FineMap;
}

/**
 * One object on its way from a label through the frames in one direction: its memory, and where it was last
 * seen.
 */
export class ObjectPass {
  readonly #recent: Remembered[] = [];
  #box: ImageBox;
  #area: number;
  #lostFrames = 0;
  #lastFrame: FrameIndex;

  /** @param anchors the label the pass starts from, then the label on the other side of the gap where there is one */
  constructor(
    private readonly anchors: readonly [Anchor, ...Anchor[]],
    private readonly views: FrameViews,
    private readonly segmenter: Segmenter,
    private readonly settings: EngineSettings,
  ) {
    this.#box = bitmaskBox(anchors[0].mask) ?? anchors[0].userBox;
    this.#area = bitmaskArea(anchors[0].mask);
    this.#lastFrame = anchors[0].frame;
  }

  /** Where the votes of the memory locate the object on this frame. */
  vote(view: FrameView): Vote {
    const { recentRadius, searchMargin, voters } = this.settings;
    const { embedding, features } = view;
    // A lost object may reappear anywhere, so the whole frame is searched.
    const margin = this.#lostFrames > 0 ? embedding.gridSide : searchMargin;
    const cells = cellsAround(this.#box, margin, embedding);
    const memory: MatchMemory[] = [
      ...this.anchors.map((anchor) => ({ frame: anchor.features, radius: Infinity })),
      ...this.#recent.map((each) => ({ frame: each.features, radius: recentRadius })),
    ];
    const labels = [...this.anchors.map((anchor) => anchor.fine), ...this.#recent.map((each) => each.fine)];
    const matches = this.views.matcher.match(features, cells, memory, voters);
    return voteLabels(matches, cells, labels, embedding, this.settings);
  }

  /** The mask for a map, with its coverage repaired and its excess refuted. Does not change the pass. */
  async find(view: FrameView, vote: Vote, signal: AbortSignal | undefined): Promise<Finding> {
    const { segmenter, settings } = this;
    const { map, similarity } = vote;
    const { prompt, mapBox } = promptOfMap(vote, view.embedding, this.#box, settings);
    const first = await decodePrompt(segmenter, view.embedding, prompt, settings, signal);
    const covered = await repairCoverage(segmenter, view.embedding, map, first, settings, signal);
    const refuted = await removeExcess(segmenter, view.embedding, map, prompt, covered, settings, signal);
    const cleared = dropIslands(map, refuted, view.embedding, settings);
    const last = { box: this.#box, area: this.#area };
    const found = await restoreSize(segmenter, view.embedding, cleared, last, settings, signal);
    const maskBox = bitmaskBox(found.mask);
    const area = bitmaskArea(found.mask);
    const agreement = mapAgreement(map, found.map);
    const evidence = { similarity, agreement, predictedIou: found.predictedIou, area, lastArea: this.#area };
    const lost = maskBox === null || mapBox === null || isLost(evidence);
    const body = bodyBox(found.map, view.embedding);
    return {
      mask: encodeMask(found.mask),
      area,
      maskBox,
      bodyBox: body,
      fine: fineMapOfMask(found.mask, view.embedding),
      confidence: confidenceOf(evidence),
      evidence,
      lost,
      movedFar: this.#movedFar(maskBox),
    };
  }

  /** The labelled frame that the pass started from. */
  get from(): FrameIndex {
    return this.anchors[0].frame;
  }

  /** The last frame in the memory. */
  get lastFrame(): FrameIndex {
    return this.#lastFrame;
  }

  /**
   * False for an object that was lost before: encoding the frames in between would double their cost for
   * nothing.
   */
  #movedFar(maskBox: ImageBox | null): boolean {
    return this.#lostFrames === 0 && (maskBox === null || boxIou(maskBox, this.#box) < this.settings.bridgeBelow);
  }

  /**
   * Adds a finding to the memory, from which the next frame is searched. A lost object leaves the memory
   * unchanged.
   */
  remember(view: FrameView, finding: Finding): void {
    this.#lastFrame = view.frame;
    if (finding.lost || !finding.maskBox) {
      this.#lostFrames += 1;
      return;
    }
    this.#lostFrames = 0;
    this.#box = finding.maskBox;
    this.#area = finding.area;
    this.#keep({ frame: view.frame, features: view.features, mask: finding.mask, fine: finding.fine });
    if (this.#recent.length > this.settings.recentFrames) this.#forgetOldest();
  }

  /** The state of the pass. */
  checkpoint(): PassCheckpoint {
    return {
      from: this.from,
      other: this.anchors[1]?.frame ?? null,
      box: this.#box,
      area: this.#area,
      lostFrames: this.#lostFrames,
      lastFrame: this.#lastFrame,
      remembered: this.#recent.map(({ frame, mask }) => ({ frame, mask })),
    };
  }

  /** Restores a new pass to the state of a checkpoint. */
  resume(checkpoint: PassCheckpoint, recalled: ReadonlyMap<FrameIndex, RestoredFrame>): void {
    this.#box = checkpoint.box;
    this.#area = checkpoint.area;
    this.#lostFrames = checkpoint.lostFrames;
    this.#lastFrame = checkpoint.lastFrame;
    for (const { frame, mask } of checkpoint.remembered) {
      const again = recalled.get(frame);
      if (!again) throw new Error(`frame ${frame} was not encoded again`);
      this.#keep({ frame, features: again.features, mask, fine: fineMapOfMask(maskBitmap(mask), again.grid) });
    }
  }

  /** Releases the memory. */
  end(): void {
    while (this.#recent.length > 0) this.#forgetOldest();
  }

  #keep(remembered: Remembered): void {
    this.views.retain(remembered.features);
    this.#recent.push(remembered);
  }

  #forgetOldest(): void {
    const oldest = this.#recent.shift();
    if (oldest) this.views.release(oldest.features);
  }
}
