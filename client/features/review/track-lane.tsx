import { memo, useMemo } from 'react';
import { laneOf } from '../../../core/review/lane.ts';
import type { InBetween } from '../../../core/project/in-between.ts';
import type { Track, VideoMetadata } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { Swatch } from '../../ui/swatch.tsx';
import { KeyframeThumb } from './keyframe-thumb.tsx';
import { diamondAt, LANE_HEIGHT, lanePaths, type LaneKind } from './lane-paths.ts';
import { useKeyframeMove } from './keyframe-move.ts';
import { centreOf, type TimelineScale } from './timeline-scale.ts';
import classes from './timeline.module.css';
import { laneGestures } from './lane-gestures.ts';

interface TrackLaneProps {
  readonly track: Track;
  readonly scale: TimelineScale;
  readonly name: string;
  readonly color: string;
  readonly selected: boolean;
  readonly video: Pick<VideoMetadata, 'width' | 'height'>;
  /** How labels are interpolated on frames in between. */
  readonly between: InBetween | null;
}

/** Later kinds are drawn over earlier ones. */
const KINDS: readonly LaneKind[] = [
  'outside',
  'left',
  'lost',
  'propagated',
  'interpolated',
  'low',
  'user',
  'occluded',
  'verified',
  'outdated',
];

/** One object: its name, and its state along the video. A click goes to the frame; keyframes can be dragged. */
export const TrackLane = memo(
  function TrackLane({ track, scale, name, color, selected, video, between }: TrackLaneProps) {
    const { width, frames } = scale;
    const lane = useMemo(() => laneOf(track, video, between), [track, video, between]);
    const paths = useMemo(() => lanePaths(lane, { width, frames }), [lane, width, frames]);
    return (
      <div className={classes['row']} data-selected={selected}>
        <button
          type="button"
          className={classes['name']}
          aria-pressed={selected}
          title={name}
          onClick={() => useProjectStore.getState().select(selected ? null : track.id)}
        >
          <Swatch color={color} size={9} />
          <span>{name}</span>
        </button>
        <div className={classes['track']} data-lane={name} {...laneGestures(track.id, lane.keyframes, scale)}>
          <svg className={classes['lane']} width={width} height={LANE_HEIGHT} style={{ color }} aria-hidden>
            {KINDS.map(
              (kind) => paths.kinds[kind] !== '' && <path key={kind} data-kind={kind} d={paths.kinds[kind]} />,
            )}
            <path data-kind="keyframe" d={paths.keyframes} />
            <path data-kind="absence" d={paths.absences} />
            <Carried trackId={track.id} scale={scale} />
          </svg>
          {selected && <KeyframeThumb track={track} keyframes={lane.keyframes} scale={scale} name={name} />}
        </div>
      </div>
    );
  },
  (before, after) =>
    before.track === after.track &&
    before.video === after.video &&
    before.between === after.between &&
    before.name === after.name &&
    before.color === after.color &&
    before.selected === after.selected &&
    before.scale.width === after.scale.width &&
    before.scale.frames === after.scale.frames,
);

/** A keyframe being moved: where it would be dropped. */
function Carried({ trackId, scale }: { trackId: Track['id']; scale: TimelineScale }) {
  const to = useKeyframeMove(({ move }) => (move?.trackId === trackId && move.to !== move.from ? move.to : null));
  return to === null ? null : <path data-kind="carried" d={diamondAt(centreOf(to, scale))} />;
}
