import { propagate } from '../../core/engine/propagate.ts';
import type { FrameSource } from '../../core/ports/frame-source.ts';
import type { Segmenter } from '../../core/ports/segmenter.ts';
import { frameIndex, imageBox, trackId } from '../../core/schema/brands.ts';
import type { MaskRle } from '../../core/schema/mask.ts';
import { objectBox } from '../fixtures/numbered-frame.ts';

export interface ClipResult {
  readonly frame: number;
  readonly state: string;
  readonly mask: MaskRle | null;
}

/** Propagates the moving object of a numbered clip from its first frame to three later ones. */
export async function propagateClip(frames: FrameSource, segmenter: Segmenter): Promise<ClipResult[]> {
  const { width, height } = frames.metadata;
  const known = objectBox(0, width, height);
  const label = { frame: frameIndex(0), box: imageBox(known.x, known.y, known.width, known.height) };
  const request = {
    tracks: [{ id: trackId(1), labels: [label] }],
    targets: [0, 4, 8, 12].map((rank) => frameIndex(rank)),
  };
  const results: ClipResult[] = [];
  for await (const { frame, tracks } of propagate({ frames, segmenter }, request))
    for (const { state, mask } of tracks) results.push({ frame, state, mask });
  await frames.close();
  await segmenter.dispose();
  return results;
}
