import { useEffect, useRef, useState } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { useInBetween } from '../../project/track-status.ts';
import { LANE_HEIGHT } from './lane-paths.ts';
import { objectName } from '../../../core/project/object-name.ts';
import { objectColor } from './object-color.ts';
import { reviewTexts } from './review-texts.ts';
import type { TimelineScale } from './timeline-scale.ts';
import classes from './timeline.module.css';
import { TrackLane } from './track-lane.tsx';

/** A lane with the space below it. */
const ROW = LANE_HEIGHT + 4;
/** Rows that can be in view at once: the style limits the lanes to this height. */
const VISIBLE_ROWS = 9;
/** Rows rendered above and below those in view. */
const SPARE_ROWS = 2;

/** The lanes of all objects. Of many, only those in view are rendered. */
export function TrackLanes({ scale }: { scale: TimelineScale }) {
  const project = useProjectStore((state) => state.project);
  const selectedId = useProjectStore((state) => state.selectedTrackId);
  const between = useInBetween();
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const selectedAt = project?.tracks.findIndex(({ id }) => id === selectedId) ?? -1;
  useEffect(() => {
    const element = scroller.current;
    if (!element || selectedAt < 0) return;
    const [from, to] = [selectedAt * ROW, (selectedAt + 1) * ROW];
    if (from < element.scrollTop) element.scrollTop = from;
    else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight;
  }, [selectedAt]);
  if (!project) return null;
  const { tracks } = project;
  const first = Math.max(0, Math.floor(top / ROW) - SPARE_ROWS);
  const shown = tracks.slice(first, first + VISIBLE_ROWS + 2 * SPARE_ROWS + 1);
  return (
    <div ref={scroller} className={classes['lanes']} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <ul aria-label={reviewTexts.lanes} style={{ height: tracks.length * ROW, paddingTop: first * ROW }}>
        {shown.map((track, at) => (
          <li key={track.id} aria-setsize={tracks.length} aria-posinset={first + at + 1} style={{ height: ROW }}>
            <TrackLane
              track={track}
              scale={scale}
              name={objectName(project, track)}
              color={objectColor(project, track)}
              selected={track.id === selectedId}
              video={project.video}
              between={between}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
