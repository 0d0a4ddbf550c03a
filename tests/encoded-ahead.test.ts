// @module-tag process
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EmbeddingCache } from '../core/engine/embedding-cache.ts';
import { propagate, type PropagationPorts } from '../core/engine/propagate.ts';
import type { FrameResult, PropagationRequest } from '../core/engine/types.ts';
import { frameIndex, imageBox, trackId } from '../core/schema/brands.ts';
import { openFrames } from '../node/frames/frame-source.ts';
import { openNodeSegmenter } from '../node/segmenter/segmenter.ts';
import { numberedClip, writeFixture } from './fixtures/numbered-clip.ts';
import { objectBox } from './fixtures/numbered-frame.ts';

async function resultsOf(ports: PropagationPorts, request: PropagationRequest) {
  const results: Pick<FrameResult, 'frame' | 'timestamp' | 'tracks'>[] = [];
  for await (const { frame, timestamp, tracks } of propagate(ports, request))
    results.push({ frame, timestamp, tracks });
  return results;
}

it(
  'labels are the same to the bit with frames that were read and encoded on their own before',
  { tags: ['long'] },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vdf-ahead-'));
    const segmenter = await openNodeSegmenter({ device: 'cpu', onFallback: () => undefined });
    try {
      const clip = await numberedClip({ frames: 17, bFrames: true });
      const frames = await openFrames(await writeFixture(join(folder, 'clip.mp4'), clip));
      const { x, y, width, height } = objectBox(0, frames.metadata.width, frames.metadata.height);
      const request = {
        tracks: [{ id: trackId(1), labels: [{ frame: frameIndex(0), box: imageBox(x, y, width, height) }] }],
        targets: [0, 4, 8].map(frameIndex),
      };
      const plain = await resultsOf({ frames, segmenter }, request);
      const plainRuns = segmenter.encodeRuns;
      const known = new EmbeddingCache(frames, segmenter);
      await known.get(frameIndex(8));
      await known.get(frameIndex(0));
      const helped = await resultsOf({ frames, segmenter, known }, request);
      expect(helped).toEqual(plain);
      expect(helped.map(({ frame }) => frame)).toEqual([0, 4, 8]);
      expect(segmenter.encodeRuns).toBe(2 * plainRuns);
      expect([segmenter.liveTensors, frames.liveFrames]).toEqual([0, 0]);
      await frames.close();
    } finally {
      await segmenter.dispose();
      await rm(folder, { recursive: true });
    }
  },
);
