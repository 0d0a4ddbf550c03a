import { useMemo, type KeyboardEvent, type PointerEvent } from 'react';
import { formatTimecode } from '../../i18n/format.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import { reviewTexts } from './review-texts.ts';
import { centreOf, leftOf, frameIndexAt, rulerTicks, type TimelineScale } from './timeline-scale.ts';
import classes from './timeline.module.css';

/** Approximate pixels between two labels of the ruler, and the width of a label. */
const RULER = { tickRoom: 90, labelWidth: 44 };

/**
 * The video as a slider, by pointer or keyboard. It shows times, the labelled frames and the parts outside
 * the chosen range.
 */
export function TimelineSlider({ scale }: { scale: TimelineScale }) {
  const shown = useVideoStore((state) => state.shown);
  const last = scale.frames - 1;
  const rank = shown?.rank ?? 0;
  const seekTo = (event: PointerEvent<HTMLDivElement>) =>
    videoClient.seek(frameIndexAt(event.clientX - event.currentTarget.getBoundingClientRect().left, scale));
  return (
    <div
      className={classes['slider']}
      role="slider"
      tabIndex={0}
      aria-label={reviewTexts.timeline}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={rank}
      aria-valuetext={reviewTexts.timelineValue(rank, formatTimecode(shown?.timestamp ?? 0))}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
      onKeyDown={(event) => handleKey(event, last)}
    >
      <Ruler scale={scale} />
      <Overview scale={scale} />
    </div>
  );
}

function handleKey(event: KeyboardEvent, last: number): void {
  const page = Math.max(10, Math.round(last / 20));
  const steps: Readonly<Record<string, () => void>> = {
    ArrowRight: () => videoClient.stepBy(1),
    ArrowUp: () => videoClient.stepBy(1),
    ArrowLeft: () => videoClient.stepBy(-1),
    ArrowDown: () => videoClient.stepBy(-1),
    PageUp: () => videoClient.stepBy(page),
    PageDown: () => videoClient.stepBy(-page),
    Home: () => videoClient.seek(0),
    End: () => videoClient.seek(last),
  };
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  // The page uses the same keys for other actions.
  event.stopPropagation();
  step();
}

function Ruler({ scale }: { scale: TimelineScale }) {
  const timestamps = useVideoStore((state) => state.timestamps);
  const { width } = scale;
  const { step, ticks } = useMemo(() => rulerTicks(timestamps, width, RULER), [timestamps, width]);
  return (
    <div className={classes['ruler']} aria-hidden>
      {ticks.map(({ seconds, rank }) => (
        <div
          key={seconds}
          className={classes['tick']}
          data-last={centreOf(rank, scale) + RULER.labelWidth > width}
          style={{ left: centreOf(rank, scale) }}
        >
          <span>{rulerLabel(seconds, step < 1 ? 2 : 0)}</span>
        </div>
      ))}
    </div>
  );
}

function rulerLabel(seconds: number, digits: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(digits);
  return `${minutes}:${rest.padStart(digits > 0 ? 3 + digits : 2, '0')}`;
}

/** Marks of the frames that the user labelled, and the parts of the video outside the range, greyed. */
function Overview({ scale }: { scale: TimelineScale }) {
  const labelled = useProjectStore((state) => state.project?.labelledFrames);
  const range = useProjectStore((state) => state.project?.range);
  const { width, frames } = scale;
  const marks = useMemo(
    () => (labelled ?? []).map((rank) => `M${centreOf(rank, { width, frames }).toFixed(1)} 1v6`).join(''),
    [labelled, width, frames],
  );
  return (
    <div className={classes['overview']} aria-hidden>
      {range && <div className={classes['leftOut']} style={{ left: 0, width: leftOf(range.from, scale) }} />}
      {range && <div className={classes['leftOut']} style={{ left: leftOf(range.to + 1, scale), right: 0 }} />}
      <svg width={width} height={8}>
        <path d={marks} className={classes['mark']} />
      </svg>
    </div>
  );
}
