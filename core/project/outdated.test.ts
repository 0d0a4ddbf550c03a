import { describe, expect, it } from 'vitest';
import type { PropagationRequest } from '../engine/types.ts';
import { syntheticProject } from '../export/testing/synthetic-project.ts';
import { laneOf } from '../review/lane.ts';
import { label, trackOfLabels } from '../review/testing/tracks.ts';
import { frameIndex, imageBox, trackId } from '../schema/brands.ts';
import { parseProject, type Project, type Track } from '../schema/project.ts';
import { applyCommand } from './commands/apply-command.ts';
import { markOutdated, outdatedFrames } from './outdated.ts';
import { ProjectBuilder } from './project-builder.ts';

const ranks = (...frames: number[]) => frames.map(frameIndex);
const user = label({ source: 'user', confidence: 1 });
/** Labelled on frame 0, verified on 2, lost on 3, nothing known of 5. */
const TRACK = trackOfLabels([user, label(), label({ verified: true }), null, label(), undefined, label()]);
const REQUEST: PropagationRequest = {
  tracks: [{ id: trackId(1), labels: [{ frame: frameIndex(0), box: imageBox(10, 10, 20, 20) }] }],
  targets: ranks(0, 1, 2, 3, 4, 5, 6),
};

function marked(track: Track = TRACK): Project {
  const { tracks, ...project } = syntheticProject({ frameCount: 8 });
  return markOutdated({ ...project, tracks: [{ ...track, classId: tracks[0]?.classId ?? track.classId }] }, REQUEST);
}
const only = ({ tracks }: Project): Track => {
  const [track] = tracks;
  if (!track) throw new Error('the object is gone');
  return track;
};

describe('frames that a correction has yet to reach', () => {
  it('are those that a run found before, or lost the object on', () => {
    expect(only(marked()).outdated).toEqual([1, 3, 4, 6]);
    expect(laneOf(only(marked()), { width: 64, height: 48 }, null).outdated).toEqual([
      { from: 1, to: 1 },
      { from: 3, to: 4 },
      { from: 6, to: 6 },
    ]);
  });

  it('are marked once, and are part of the saved project', () => {
    const project = marked();
    expect(only(markOutdated(project, REQUEST))).toBe(only(project));
    expect(only(parseProject(JSON.parse(JSON.stringify(project)))).outdated).toEqual([1, 3, 4, 6]);
  });

  it('are fewer with each result, whatever it is', () => {
    const builder = new ProjectBuilder(marked());
    const found = { trackId: trackId(1), box: imageBox(1, 1, 5, 5), mask: null, confidence: 0.9 };
    builder.apply({ frame: frameIndex(3), tracks: [{ ...found, state: 'propagated' }] });
    builder.apply({ frame: frameIndex(6), tracks: [{ ...found, state: 'lost', box: null }] });
    expect(only(builder.snapshot()).outdated).toEqual([1, 4]);
    for (const frame of ranks(1, 4)) builder.apply({ frame, tracks: [{ ...found, state: 'propagated' }] });
    expect('outdated' in only(builder.snapshot())).toBe(false);
  });

  it('are not those that the user labels or verifies, or cuts off', () => {
    const trackOf = { trackId: trackId(1), frame: frameIndex(4) };
    const drawn = { kind: 'box', box: imageBox(1, 1, 5, 5) } as const;
    const labelled = applyCommand(marked(), { ...trackOf, type: 'shape.set', drawn }).project;
    expect(only(labelled).outdated).toEqual([1, 3, 6]);
    const verified = applyCommand(labelled, {
      type: 'shape.setVerified',
      ...trackOf,
      frame: frameIndex(1),
      verified: true,
    });
    expect(outdatedFrames(only(verified.project))).toEqual([3, 6]);
    const cut = applyCommand(verified.project, { ...trackOf, type: 'track.trim', side: 'after' }).project;
    expect(outdatedFrames(only(cut))).toEqual([3]);
  });
});
