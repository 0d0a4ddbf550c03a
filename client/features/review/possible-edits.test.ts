import fc from 'fast-check';
import { expect, it } from 'vitest';
import { syntheticProject } from '../../../core/export/testing/synthetic-project.ts';
import { applyCommand } from '../../../core/project/commands/apply-command.ts';
import type { EditCommand } from '../../../core/project/commands/command.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';
import type { Project, Shape } from '../../../core/schema/project.ts';
import { shapeOn } from '../../project/track-status.ts';
import { keyframesAround, blockedReasons, type BlockedReasons } from './possible-edits.ts';

const FRAMES = 8;
const id = trackId(1);

/** The state of an object on a frame: nothing, lost, or a label. */
const frameArb = fc.constantFrom('none', 'lost', 'user', 'outside', 'propagated');
const trackArb = fc.array(frameArb, { minLength: FRAMES, maxLength: FRAMES }).filter((all) => all.includes('user'));

function projectWith(kinds: readonly string[]): Project {
  const project = syntheticProject({ frameCount: FRAMES });
  const shape = (kind: string): Shape => ({
    box: kind === 'outside' ? imageBox(0, 0, 0, 0) : imageBox(5, 5, 12, 10),
    source: kind === 'propagated' ? 'propagated' : 'user',
    confidence: 1,
    outside: kind === 'outside',
    occluded: false,
  });
  const shapes = Object.fromEntries(
    kinds.flatMap((kind, at) => (kind === 'none' || kind === 'lost' ? [] : [[String(at), shape(kind)]])),
  );
  const lost = kinds.flatMap((kind, at) => (kind === 'lost' ? [frameIndex(at)] : []));
  const [first] = project.tracks;
  if (!first) throw new Error('the synthetic project has no object');
  return { ...project, tracks: [{ ...first, shapes, lost }] };
}

/** The command of each action; null where it has none on that frame. */
function commandOf(action: keyof BlockedReasons, project: Project, at: number): EditCommand | null {
  const [track] = project.tracks;
  const frame = frameIndex(at);
  const shape = track && shapeOn(track, frame);
  switch (action) {
    case 'keyframe':
      return { type: shape?.source === 'user' ? 'shape.clear' : 'keyframe.add', trackId: id, frame };
    case 'mark':
      return { type: 'shape.setOccluded', trackId: id, frame, occluded: true };
    case 'trimBefore':
      return { type: 'track.trim', trackId: id, frame, side: 'before' };
    case 'trimAfter':
      return { type: 'track.trim', trackId: id, frame, side: 'after' };
    case 'split':
      return { type: 'track.split', trackId: id, frame };
    case 'interpolate': {
      const range = track && keyframesAround(track, frame);
      return range ? { type: 'track.interpolate', trackId: id, range } : null;
    }
    case 'merge':
      return null;
  }
}

function doesSomething(project: Project, command: EditCommand | null): boolean {
  if (!command) return false;
  try {
    return JSON.stringify(applyCommand(project, command).project.tracks) !== JSON.stringify(project.tracks);
  } catch {
    return false;
  }
}

it.each(['keyframe', 'mark', 'trimBefore', 'trimAfter', 'split'] as const)(
  'says why not of "%s" exactly where its command is refused or changes nothing',
  (action) => {
    fc.assert(
      fc.property(trackArb, fc.nat(FRAMES - 1), (kinds, at) => {
        const project = projectWith(kinds);
        const [track] = project.tracks;
        if (!track) return;
        const why = blockedReasons(
          { track, frame: frameIndex(at), shape: shapeOn(track, frameIndex(at)) },
          project.tracks,
        );
        expect(why[action] === null).toBe(doesSomething(project, commandOf(action, project, at)));
      }),
    );
  },
);

it('offers interpolation only where it is taken, and wherever there is something to interpolate', () => {
  fc.assert(
    fc.property(trackArb, fc.nat(FRAMES - 1), (kinds, at) => {
      const project = projectWith(kinds);
      const [track] = project.tracks;
      if (!track) return;
      const frame = frameIndex(at);
      const { interpolate } = blockedReasons({ track, frame, shape: shapeOn(track, frame) }, project.tracks);
      const command = commandOf('interpolate', project, at);
      if (interpolate === null) expect(doesSomething(project, command)).toBe(true);
      else if (command?.type === 'track.interpolate' && command.range.to - command.range.from > 1)
        expect(() => applyCommand(project, command)).toThrow(/between two frames on which you labelled it/);
    }),
  );
});
