import { useElementSize } from '@mantine/hooks';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useProjectStore } from '../../project/project-store.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { reviewTexts } from './review-texts.ts';
import { TimelineLegend } from './timeline-legend.tsx';
import { centreOf, type TimelineScale } from './timeline-scale.ts';
import { TimelineSlider } from './timeline-slider.tsx';
import classes from './timeline.module.css';
import { TrackLanes } from './track-lanes.tsx';

/** The whole video along a ruler, and below it one lane per object; the lanes can be collapsed. */
export function ReviewTimeline() {
  const metadata = useVideoStore((state) => state.metadata);
  const objects = useProjectStore((state) => state.project?.tracks.length ?? 0);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [open, setOpen] = useState(true);
  const lanes = useId();
  if (!metadata) return null;
  const scale = { width, frames: metadata.frameCount };
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div className={classes['timeline']}>
      <div className={classes['body']}>
        <div className={classes['row']}>
          <button
            type="button"
            className={classes['fold']}
            aria-expanded={open}
            aria-controls={lanes}
            onClick={() => setOpen(!open)}
          >
            <Chevron size={14} aria-hidden />
            <span>{reviewTexts.lanes}</span>
          </button>
          <div ref={ref} className={classes['track']}>
            <TimelineSlider scale={scale} />
          </div>
        </div>
        <div id={lanes} className={classes['lanesPlace']} data-open={open}>
          {open && objects > 0 && <TrackLanes scale={scale} />}
          {open && objects === 0 && <p className={classes['empty']}>{reviewTexts.noLanes}</p>}
        </div>
        <Playhead scale={scale} />
      </div>
      {open && <TimelineLegend />}
    </div>
  );
}

/**
 * The line through the ruler and all lanes at the shown frame. It alone is rendered again when the frame
 * changes.
 */
function Playhead({ scale }: { scale: TimelineScale }) {
  const rank = useVideoStore((state) => state.shown?.rank ?? 0);
  return (
    <div className={classes['heads']} aria-hidden>
      <div className={classes['playhead']} style={{ transform: `translateX(${centreOf(rank, scale)}px)` }} />
    </div>
  );
}
