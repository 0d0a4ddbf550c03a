import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTracks } from '../engine/plan.ts';
import type { PropagationRequest } from '../engine/types.ts';
import { syntheticProject } from '../export/testing/synthetic-project.ts';
import { frameIndex, imageBox, trackId, type FrameIndex } from '../schema/brands.ts';
import type { Project } from '../schema/project.ts';
import { joinRequests, missingToRequest, projectToRequest } from './propagation-request.ts';
import { userShape } from './user-labels.ts';
import { wantedFrames } from './wanted-frames.ts';

const times = ({ video }: Project) => Array.from({ length: video.frameCount }, (_, rank) => rank / 10);
const full = syntheticProject({}, { sampling: { kind: 'every', n: 2 } });
const [dog, cat] = full.tracks;
if (!dog || !cat) throw new Error('no tracks');

/** The project with user labels on these frames of the dog, and the other frames unknown. */
function dogWith(labelled: readonly number[], unknown: readonly number[]): Project {
  const kept = Object.entries(dog?.shapes ?? {}).filter(([key]) => !unknown.includes(Number(key)));
  const drawn = labelled.map((rank) => [String(rank), userShape(imageBox(1, 1, 9, 9), false)] as const);
  const track = { ...dog, shapes: Object.fromEntries([...kept, ...drawn]) } as Project['tracks'][number];
  return { ...full, tracks: [track, ...full.tracks.slice(1)], labelledFrames: labelled.map(frameIndex) };
}

describe('what is still to be propagated', () => {
  it('is nothing where every wanted frame is known and nothing was corrected', () => {
    expect(missingToRequest(full, times(full), [])).toEqual({ tracks: [], targets: [] });
  });

  it('is everything at first', () => {
    const fresh = dogWith([0], [...Array(10).keys()]);
    const request = missingToRequest({ ...fresh, tracks: fresh.tracks.slice(0, 1) }, times(fresh), []);
    expect(request.targets).toEqual([2, 4, 6, 8]);
    expect(request.tracks.map(({ id, range }) => ({ id, range }))).toEqual([{ id: 1, range: { from: 2, to: 8 } }]);
  });

  it('is what other sampling adds, a lost object counting as known', () => {
    const denser: Project = { ...full, sampling: { kind: 'every', n: 1 } };
    expect(missingToRequest(denser, times(full), []).targets).toEqual([]);
    const gap = dogWith([0], [3]);
    expect(missingToRequest({ ...gap, sampling: { kind: 'every', n: 1 } }, times(full), []).targets).toEqual([3]);
  });

  it('asks for every object on every frame of the dataset: also on frames that are labelled for another one', () => {
    const sampled = { ...full, sampling: { kind: 'every', n: 4 } } as const;
    const drawn = userShape(imageBox(1, 1, 9, 9), false);
    const of = (track: typeof dog, labelled: number) => ({ ...track, shapes: { [String(labelled)]: drawn }, lost: [] });
    const project: Project = {
      ...sampled,
      tracks: [of(dog, 0), of(cat, 3)],
      labelledFrames: [0, 3].map(frameIndex),
    };
    const askedOf = (request: PropagationRequest) =>
      planTracks(request).map(({ tasks }) => [...tasks.keys()].sort((a, b) => a - b));
    expect(askedOf(projectToRequest(project, times(project)))).toEqual([
      [0, 3, 4, 8],
      [0, 3, 4, 8],
    ]);
    // Each already has its own label.
    expect(askedOf(missingToRequest(project, times(project), []))).toEqual([
      [3, 4, 8],
      [0, 3, 4, 8],
    ]);
    const leftOut = missingToRequest(project, times(project), [], new Set([frameIndex(3)]));
    expect(askedOf(leftOut)[0]).toEqual([4, 8]);
    const part = { ...project, range: { from: frameIndex(4), to: frameIndex(9) } };
    expect(askedOf(projectToRequest(part, times(part)))[0]).toEqual([0, 4, 8]);
  });

  it('processes a corrected label that lies between sampled frames', () => {
    const project = dogWith([0, 4, 5, 6], []);
    const request = missingToRequest(project, times(project), [{ trackId: trackId(1), frame: frameIndex(5) }]);
    expect(planTracks(request)[0]?.tasks.get(frameIndex(5))?.kind).toBe('label');
  });

  it('leaves frames alone that are not to be used', () => {
    const project = dogWith([0], [4, 6]);
    expect(missingToRequest(project, times(project), [], new Set([frameIndex(4)])).targets).toEqual([6]);
  });

  it('asks for exactly the unknown frames and the stretches around corrections, whatever is known', () => {
    const ranks = fc.uniqueArray(fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(ranks, ranks, ranks, (labelled, unknown, corrected) => {
        const project = dogWith(
          [0, ...labelled.filter((rank) => rank > 0)].sort((a, b) => a - b),
          unknown,
        );
        const corrections = corrected.map((rank) => ({ trackId: trackId(1), frame: frameIndex(rank) }));
        const request = missingToRequest(project, times(project), corrections);
        const wanted = wantedFrames(project, times(project));
        expect(request.targets).toEqual([...new Set(request.targets)].sort((a, b) => a - b));
        for (const rank of request.targets) expect(wanted).toContain(rank);
        const shapes = project.tracks[0]?.shapes ?? {};
        for (const rank of wanted) if (!(String(rank) in shapes)) expect(request.targets).toContain(rank);
        for (const rank of corrected) {
          const isOwn = shapes[String(rank)]?.source === 'user';
          if (wanted.includes(rank as FrameIndex) && !isOwn) expect(request.targets).toContain(rank);
        }
      }),
    );
  });
});

describe('joining requests', () => {
  it('keeps the widest range of a track', () => {
    const whole = projectToRequest(full, times(full));
    const part = {
      ...whole,
      tracks: whole.tracks.map((t) => ({ ...t, range: { from: frameIndex(2), to: frameIndex(4) } })),
    };
    for (const order of [
      [whole, part],
      [part, whole],
    ])
      expect(joinRequests(order).tracks.map(({ range }) => range)).toEqual([undefined, undefined]);
  });
});
