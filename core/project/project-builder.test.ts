import { describe, expect, it } from 'vitest';
import type { FrameResult, TrackResult } from '../engine/types.ts';
import { syntheticVideo } from '../export/testing/synthetic-frames.ts';
import { classId, frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { parseProject, type Project } from '../schema/project.ts';
import { createClass, createProject } from './create-project.ts';
import { applyCommand } from './commands/apply-command.ts';
import { ProjectBuilder } from './project-builder.ts';

const mask = { width: 64, height: 48, counts: [0, 10, 64 * 48 - 10] };

function applied(project: Project, frame: FrameResult): Project {
  const builder = new ProjectBuilder(project);
  builder.apply(frame);
  return builder.snapshot();
}

function start(frameCount = 10): Project {
  const empty = createProject(syntheticVideo({ frameCount }), { kind: 'every', n: 1 });
  const tracks = [1, 2].map((id) => ({ id: trackId(id), classId: classId(1), shapes: {}, lost: [] }));
  const project = { ...empty, classes: [createClass('dog', [])], tracks };
  return applyCommand(project, {
    type: 'shape.set',
    trackId: trackId(1),
    frame: frameIndex(0),
    drawn: { kind: 'box', box: imageBox(1, 2, 20, 20) },
  }).project;
}

function result(frame: number, changes: Partial<TrackResult> = {}): FrameResult {
  const track: TrackResult = {
    trackId: trackId(1),
    state: 'propagated',
    box: imageBox(3, 4, 5, 6),
    mask,
    confidence: 0.7,
    ...changes,
  };
  const progress = { framesDone: 1, framesTotal: 2, framesPerSecond: 1, secondsLeft: 1 };
  return { frame: frameIndex(frame), timestamp: frame / 10, tracks: [track], progress };
}

describe('results in a project', () => {
  it('become shapes', () => {
    const project = applied(start(), result(4));
    expect(project.tracks[0]?.shapes['4']).toEqual({
      box: [3, 4, 5, 6],
      mask,
      source: 'propagated',
      confidence: 0.7,
      outside: false,
      occluded: false,
    });
    expect(parseProject(JSON.parse(JSON.stringify(project)))).toEqual(project);
  });

  it('leave what the user drew, and add only its mask', () => {
    const project = applied(start(), result(0, { state: 'user', confidence: 1 }));
    expect(project.tracks[0]?.shapes['0']).toMatchObject({ box: [1, 2, 20, 20], source: 'user', mask });
    const own = { width: 64, height: 48, counts: [64 * 48] };
    const drawn = {
      ...project,
      tracks: project.tracks.map((track) => ({
        ...track,
        shapes: Object.fromEntries(
          Object.entries(track.shapes).map(([key, shape]) => [
            key,
            { ...shape, mask: own, maskSource: 'user' as const },
          ]),
        ),
      })),
    };
    expect(applied(drawn, result(0, { state: 'user' })).tracks[0]?.shapes['0']?.mask).toEqual(own);
    const outside = applyCommand(start(), {
      type: 'shape.setOutside',
      trackId: trackId(1),
      frame: frameIndex(3),
    }).project;
    expect(applied(outside, result(3)).tracks[0]?.shapes['3']).toMatchObject({
      source: 'user',
      outside: true,
    });
  });

  it('give a box of the user the mask of the newest run, and how far it fills the box', () => {
    const first = applied(start(), result(0, { state: 'user', confidence: 1, fill: 0.74 }));
    expect(first.tracks[0]?.shapes['0']).toMatchObject({ source: 'user', mask, fill: 0.74 });
    expect(parseProject(JSON.parse(JSON.stringify(first)))).toEqual(first);
    const again = { width: 64, height: 48, counts: [0, 20, 64 * 48 - 20] };
    const second = applied(first, result(0, { state: 'user', confidence: 1, mask: again, fill: 0.9 }));
    expect(second.tracks[0]?.shapes['0']).toMatchObject({ box: [1, 2, 20, 20], mask: again, fill: 0.9 });
    const nothing = applied(second, result(0, { state: 'user', confidence: 1, mask: null, fill: 0 }));
    expect(nothing.tracks[0]?.shapes['0']).toMatchObject({ box: [1, 2, 20, 20], fill: 0 });
    expect(nothing.tracks[0]?.shapes['0']).not.toHaveProperty('mask');
    // A result of another pass over the frame says nothing of the label.
    expect(applied(second, result(0)).tracks[0]?.shapes['0']).toEqual(second.tracks[0]?.shapes['0']);
  });

  it('turn lost and found on a frame into each other', () => {
    const found = applied(start(), result(4));
    const lost = applied(found, result(4, { state: 'lost', box: null, mask: null, confidence: 0.2 }));
    expect(lost.tracks[0]?.shapes['4']).toBeUndefined();
    expect(lost.tracks[0]?.lost).toEqual([4]);
    const again = applied(lost, result(4));
    expect(again.tracks[0]?.shapes['4']?.source).toBe('propagated');
    expect(again.tracks[0]?.lost).toEqual([]);
  });

  it('say on which frames the object is not there', () => {
    const project = applied(start(), result(5, { state: 'outside', box: null, mask: null }));
    expect(project.tracks[0]?.shapes['5']).toMatchObject({ outside: true, source: 'propagated' });
    expect(parseProject(JSON.parse(JSON.stringify(project)))).toEqual(project);
  });

  it('are ignored for a track that is gone', () => {
    const project = start();
    expect(applied(project, result(4, { trackId: trackId(9) }))).toEqual(project);
  });

  it('come in any order and are kept in that of the video', () => {
    const builder = new ProjectBuilder(start());
    for (const frame of [7, 3, 9, 1]) builder.apply(result(frame));
    for (const frame of [8, 2]) builder.apply(result(frame, { state: 'lost', box: null, mask: null }));
    const [track] = builder.snapshot().tracks;
    expect(Object.keys(track?.shapes ?? {})).toEqual(['0', '1', '3', '7', '9']);
    expect(track?.lost).toEqual([2, 8]);
  });

  it('leave earlier snapshots as they were and share unchanged tracks', () => {
    const builder = new ProjectBuilder(start());
    builder.apply(result(4));
    const first = builder.snapshot();
    const copy = structuredClone(first);
    builder.apply(result(5));
    builder.setEngine({ modelId: 'm', fileHashes: {}, backend: 'cpu', precision: 'fp32', engineVersion: '1' });
    const second = builder.snapshot();
    expect(first).toEqual(copy);
    expect(second.tracks[0]?.shapes['5']).toBeDefined();
    expect(second.tracks[1]).toBe(first.tracks[1]);
    expect(second.engine?.modelId).toBe('m');
  });
});
