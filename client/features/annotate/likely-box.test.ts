import { describe, expect, it } from 'vitest';
import { classId, frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Shape, Track } from '../../../core/schema/project.ts';
import { likelyBox, nearestBox } from './likely-box.ts';
import { syntheticProject } from '../../../core/export/testing/synthetic-project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { statusOn } from '../../project/track-status.ts';

const shape = (x: number, changes: Partial<Shape> = {}): Shape => ({
  box: imageBox(x, 0, 10, 10),
  source: 'propagated',
  confidence: 0.9,
  outside: false,
  occluded: false,
  ...changes,
});

const track: Track = {
  id: trackId(1),
  classId: classId(1),
  shapes: {
    0: shape(0, { source: 'user', confidence: 1 }),
    6: shape(60),
    12: shape(120, { confidence: 0.4 }),
    30: shape(300),
    36: shape(0, { outside: true }),
  },
  lost: [frameIndex(18)],
};

describe('the status of an object', () => {
  it('is known for every frame', () => {
    useProjectStore.setState({ project: { ...syntheticProject({ frameCount: 40 }), tracks: [track] } });
    const found = [0, 6, 12, 18, 20, 36].map((rank) => statusOn(track, rank));
    expect(found).toEqual(['user', 'propagated', 'low', 'lost', 'none', 'outside']);
  });
});

describe('the likely box between two known frames', () => {
  it('lies on the straight line between them', () => {
    expect(likelyBox(track, 3)).toEqual([30, 0, 10, 10]);
  });

  it('is not there on a known frame, beside a lost one, before an absence, or behind the last', () => {
    expect([6, 15, 20, 33, 40].map((rank) => likelyBox(track, rank))).toEqual([null, null, null, null, null]);
  });

  it('gives way to the nearest box where a label is to begin', () => {
    expect(nearestBox(track, 20)?.[0]).toBe(120);
    expect(nearestBox(track, 99)?.[0]).toBe(300);
  });
});
