import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportedFrames, planExport } from '../export/plan.ts';
import { syntheticVideo } from '../export/testing/synthetic-frames.ts';
import { syntheticProject, syntheticSpec } from '../export/testing/synthetic-project.ts';
import { frameIndex } from '../schema/brands.ts';
import { archiveBytes } from './archive-size.ts';
import { datasetFrames, figuresOf, trackFigures } from './figures.ts';
import { unknownFrames } from './presence.ts';
import { tracks } from './testing/tracks.ts';

const spec = syntheticSpec();
const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0);

describe('the figures of a project', () => {
  const project = syntheticProject({ frameCount: 10 });
  const timestamps = Array.from({ length: 10 }, (_, rank) => rank / 10);

  it('count what a dataset of it would have', () => {
    const usual = syntheticSpec({ skipLostFrames: true });
    const without = datasetFrames(project, timestamps, unknownFrames(project, timestamps));
    expect([...without]).toEqual(exportedFrames(project, usual, timestamps));
    const frames = datasetFrames(project, timestamps);
    const counted = project.tracks.map((track) => trackFigures(track, frames, project.video));
    const figures = figuresOf(project, counted, frames.size, spec.image);
    const plan = planExport(project, spec, exportedFrames(project, spec, timestamps));
    expect(figures.frames).toBe(plan.frames.length);
    expect(figures.labels).toBe(sum(plan.frames.map(({ objects }) => objects.length)));
    expect(figures.classes).toEqual([
      { id: 7, objects: 1, labels: 10 },
      { id: 3, objects: 1, labels: 5 },
    ]);
    // The labels that the user drew: one of each object.
    expect(figures.verified).toBe(2);
  });

  it('are of the sampled and the labelled frames within the range', () => {
    const range = { from: frameIndex(2), to: frameIndex(8) };
    const sampled = { sampling: { kind: 'every', n: 4 } as const, labelledFrames: [1, 3].map(frameIndex), range };
    expect([...datasetFrames(sampled, timestamps)]).toEqual([4, 8, 3]);
  });

  it('put every label into one size, one place and one class', () => {
    const video = syntheticVideo({ width: 100, height: 50, frameCount: 30 });
    const ranks = fc.uniqueArray(fc.integer({ min: 0, max: 29 }));
    fc.assert(
      fc.property(tracks, ranks, (track, wanted) => {
        const { labels, verified, sizes, positions } = trackFigures(track, new Set(wanted), video);
        expect(sum(sizes)).toBe(labels);
        expect(sum(positions)).toBe(labels);
        expect(verified).toBeLessThanOrEqual(labels);
        expect(labels).toBeLessThanOrEqual(wanted.length);
      }),
    );
  });
});

describe('the estimate of the archive', () => {
  const hd = { width: 1280, height: 720 };

  it('is near what a clip of middling detail takes', () => {
    // 0.26 bytes per pixel at quality 92, measured.
    const bytes = archiveBytes(hd, 100, 100, { type: 'jpeg', quality: 92 });
    expect(bytes / (100 * 1280 * 720 * 0.26)).toBeCloseTo(1, 1);
  });

  it('grows with quality and frames, and PNG takes more than any JPEG', () => {
    const quality = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(quality, fc.integer({ min: 1, max: 1000 }), (lower, frames) => {
        const of = (image: Parameters<typeof archiveBytes>[3], count = frames) => archiveBytes(hd, count, 0, image);
        const jpeg = { type: 'jpeg', quality: lower } as const;
        expect(of({ type: 'jpeg', quality: lower + 1 })).toBeGreaterThan(of(jpeg));
        expect(of({ type: 'png' })).toBeGreaterThan(of({ type: 'jpeg', quality: 100 }));
        expect(of(jpeg, frames + 1)).toBeGreaterThan(of(jpeg));
      }),
    );
    expect(archiveBytes(hd, 0, 0, { type: 'png' })).toBe(0);
  });
});
