import { ForgeError } from '../../errors.ts';
import { clipLabelBox } from '../../geometry/box.ts';
import { encodeMask, maskBox } from '../../geometry/mask-rle.ts';
import { rasterizePolygons } from '../../geometry/contour.ts';
import { frameIndex, imageBox, trackId, type FrameIndex, type TrackId } from '../../schema/brands.ts';
import type { FrameRange, Project, Shape, Track } from '../../schema/project.ts';
import { absentStretches, trackOf, userFrames } from '../user-labels.ts';
import { interpolatedShapes } from '../interpolate.ts';
import type { DrawnShape } from './command.ts';

export const nextTrackId = ({ tracks }: Project): TrackId => trackId(1 + Math.max(0, ...tracks.map(({ id }) => id)));

/**
 * The project with other tracks; `labelledFrames` is reduced to the frames that still have a label of the
 * user.
 */
export function withTracks(project: Project, tracks: readonly Track[]): Project {
  const labelled = new Set(tracks.flatMap(userFrames));
  return { ...project, tracks: [...tracks], labelledFrames: [...labelled].sort((a, b) => a - b) };
}

/** The project with one track edited; a track without any label of the user is removed. */
export function withTrack(project: Project, id: TrackId, change: (track: Track) => Track): Project {
  const changed = refreshed(endMarks(change(trackOf(project, id))), project);
  const isDrawn = Object.values(changed.shapes).some(({ source, outside }) => source === 'user' && !outside);
  const tracks = project.tracks.flatMap((track) => (track.id !== id ? [track] : isDrawn ? [changed] : []));
  return withTracks(project, tracks);
}

/** The track with one shape set, or removed where it is null. */
export function withShape(track: Track, frame: FrameIndex, shape: Shape | null): Track {
  const { [String(frame)]: _, ...others } = track.shapes;
  return {
    ...track,
    shapes: shape ? { ...others, [String(frame)]: shape } : others,
    lost: track.lost.filter((rank) => rank !== frame),
    ...outdatedWhere(track, (rank) => rank !== frame),
  };
}

/** The shapes of the frames that a condition holds for, with those frames of `lost` and `outdated`. */
export function keepFrames(track: Track, keeps: (rank: number) => boolean): Track {
  return {
    ...track,
    shapes: Object.fromEntries(Object.entries(track.shapes).filter(([key]) => keeps(Number(key)))),
    lost: track.lost.filter(keeps),
    ...outdatedWhere(track, keeps),
  };
}

const outdatedWhere = ({ outdated }: Track, keeps: (rank: number) => boolean): Pick<Track, 'outdated'> =>
  outdated ? { outdated: outdated.filter(keeps) } : {};

/** A user's shape from a drawing, clipped to the frame. Throws `prompt_outside_frame`, `prompt_empty_box`. */
export function drawnShape(drawn: DrawnShape, { width, height }: Project['video']): Shape {
  const base = { source: 'user', confidence: 1, outside: false, occluded: false } as const;
  if (drawn.kind === 'box') {
    const box = clipLabelBox(drawn.box, width, height);
    if (!box) throw new ForgeError('prompt_outside_frame');
    return { ...base, box };
  }
  const mask = drawn.kind === 'mask' ? drawn.mask : encodeMask(rasterizePolygons([drawn.polygon], width, height));
  if (mask.width !== width || mask.height !== height) throw new ForgeError('project_invalid.other_mask_size');
  const box = maskBox(mask);
  if (!box) throw new ForgeError('prompt_empty_box');
  const polygon = drawn.kind === 'polygon' ? { polygon: drawn.polygon.map((ring) => [...ring]) } : {};
  return { ...base, box, mask, maskSource: 'user', ...polygon };
}

/**
 * A propagated or interpolated label as the user's own: its mask, if it has one, is then the truth for the
 * engine.
 */
export function toUserShape(shape: Shape): Shape {
  return { ...shape, source: 'user', confidence: 1, ...(shape.mask ? { maskSource: 'user' } : {}) };
}

/** The user's label on a frame without the object. */
export const OUTSIDE_SHAPE: Shape = {
  box: imageBox(0, 0, 0, 0),
  source: 'user',
  confidence: 1,
  outside: true,
  occluded: false,
};

/**
 * The track with the user's outside mark for frames on which it was lost: outside on these frames and between
 * them, and on no other. The mark has an end, so that every later run finds again what was found after it;
 * the end is the last frame on which the object was lost, since no run has looked at the frames between there
 * and the next label.
 *
 * @param frames ascending, at least one; the user's mark is stored on the first
 */
export function markOutside(track: Track, frames: readonly FrameIndex[]): Track {
  const [first, ...others] = frames;
  const last = frames.at(-1);
  if (first === undefined || last === undefined) return track;
  const marked = withShape(track, first, { ...OUTSIDE_SHAPE, outsideTo: last });
  const gone = new Set(others);
  const shapes = others.map((rank) => [String(rank), { ...OUTSIDE_SHAPE, source: 'propagated' }] as const);
  return {
    ...marked,
    shapes: { ...marked.shapes, ...Object.fromEntries<Shape>(shapes) },
    lost: marked.lost.filter((rank) => !gone.has(rank)),
  };
}

/**
 * The track without the effect of an outside mark with an end (`outsideTo`) on the frames after its first
 * one.
 */
export function clearOutsideStretch(track: Track, frame: FrameIndex): Track {
  const to = track.shapes[String(frame)]?.outsideTo;
  if (to === undefined) return track;
  const said = ([key, shape]: readonly [string, Shape]) =>
    Number(key) > frame && Number(key) <= to && shape.outside && shape.source !== 'user';
  const shapes = Object.entries(track.shapes).filter((entry) => !said(entry));
  return { ...track, shapes: Object.fromEntries(shapes) };
}

/** An outside mark with an end ends before the track's next label, wherever that came from. */
function endMarks(track: Track): Track {
  if (absentStretches(track).length === 0) return track;
  const entries = Object.entries(track.shapes);
  const shown = entries.filter(([, { outside }]) => !outside).map(([key]) => Number(key));
  const shapes = entries.map(([key, shape]) => {
    const next = shape.outsideTo === undefined ? undefined : shown.find((rank) => rank > Number(key));
    return next === undefined || next > (shape.outsideTo ?? 0)
      ? ([key, shape] as const)
      : ([key, { ...shape, outsideTo: frameIndex(next - 1) }] as const);
  });
  return { ...track, shapes: Object.fromEntries(shapes) };
}

/** Throws `frame_out_of_range`. */
export function checkFrame({ video }: Project, frame: FrameIndex): void {
  if (frame >= video.frameCount) throw new ForgeError('frame_out_of_range.video', { frame });
}

/**
 * The track with its interpolated spans computed again; spans that lost one of their ends are removed with
 * their interpolated shapes.
 */
function refreshed(track: Track, project: Project): Track {
  const spans = track.interpolated;
  if (!spans) return track;
  const isEnd = (rank: FrameIndex) => isKeyframe(track.shapes[String(rank)]);
  const kept = spans.flatMap((span) => subspans(track, span)).filter(({ from, to }) => isEnd(from) && isEnd(to));
  const own = Object.entries(track.shapes).filter(([, shape]) => shape.source !== 'interpolated');
  const shapes = Object.fromEntries([
    ...own,
    ...kept.flatMap((span) => interpolatedShapes(track, span, project.video)),
  ]);
  const { interpolated: _, ...rest } = track;
  return { ...rest, shapes, ...(kept.length > 0 ? { interpolated: kept } : {}) };
}

const isKeyframe = (shape: Shape | undefined) => shape?.source === 'user' && !shape.outside;

/** A keyframe inside a span divides it in two. */
function subspans(track: Track, { from, to }: FrameRange): FrameRange[] {
  const inner = userFrames(track).filter((rank) => rank > from && rank < to);
  const ends = [from, ...inner, to];
  return ends.slice(1).map((end, at) => ({ from: ends[at] ?? from, to: frameIndex(end) }));
}
