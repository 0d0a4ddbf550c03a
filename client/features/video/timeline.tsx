import { useElementSize } from '@mantine/hooks';
import { useMemo, type KeyboardEvent, type PointerEvent } from 'react';
import { sampleFrames } from '../../../core/engine/sampling.ts';
import { formatTimecode } from '../../lib/format.ts';
import { useProjectStore } from '../../lib/project-store.ts';
import { texts } from '../../lib/texts.ts';
import { laneOf, largestGap, tickStep, type Lane } from '../../lib/timeline-spans.ts';
import { seek, stepBy } from '../../lib/video-client.ts';
import { useVideoStore } from '../../lib/video-store.ts';
import classes from './timeline.module.css';

/** Pixels between two labels of the ruler. */
const TICK_ROOM = 90;
const LABEL_WIDTH = 44;

/** The whole video as a slider: drag or use the keyboard. One lane an object shows where it is labelled, propagated, doubtful or lost. */
export function Timeline() {
  const metadata = useVideoStore((state) => state.metadata);
  const shown = useVideoStore((state) => state.shown);
  const { ref, width } = useElementSize<HTMLDivElement>();
  if (!metadata) return null;
  const last = metadata.frameCount - 1;
  const rank = shown?.rank ?? 0;
  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width: length } = event.currentTarget.getBoundingClientRect();
    seek(Math.floor(((event.clientX - left) / Math.max(1, length)) * metadata.frameCount));
  };
  return (
    <div
      ref={ref}
      className={classes['timeline']}
      role="slider"
      tabIndex={0}
      aria-label={texts.timeline}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={rank}
      aria-valuetext={texts.timelineValue(rank, formatTimecode(shown?.timestamp ?? 0))}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
      onKeyDown={(event) => handleKey(event, last)}
    >
      <Ruler width={width} />
      <Lanes />
      <div className={classes['playhead']} style={{ left: centreOf(rank, metadata.frameCount) }} />
    </div>
  );
}

function handleKey(event: KeyboardEvent, last: number): void {
  const page = Math.max(10, Math.round(last / 20));
  const steps: Readonly<Record<string, () => void>> = {
    ArrowRight: () => stepBy(1),
    ArrowUp: () => stepBy(1),
    ArrowLeft: () => stepBy(-1),
    ArrowDown: () => stepBy(-1),
    PageUp: () => stepBy(page),
    PageDown: () => stepBy(-page),
    Home: () => seek(0),
    End: () => seek(last),
  };
  const step = steps[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  // The page has the same keys for other things.
  event.stopPropagation();
  step();
}

/** Ticks at round times, placed at the frame that is on the screen then: with a variable rate they are not evenly spaced. */
function Ruler({ width }: { width: number }) {
  const timestamps = useVideoStore((state) => state.timestamps);
  const ticks = useMemo(() => {
    const start = timestamps[0] ?? 0;
    const duration = (timestamps.at(-1) ?? 0) - start;
    const step = tickStep(duration, width / TICK_ROOM);
    const marks: { seconds: number; rank: number }[] = [];
    const room = (LABEL_WIDTH / Math.max(1, width)) * timestamps.length;
    for (let at = 0; at * step <= duration; at += 1) {
      const rank = timestamps.findIndex((timestamp) => timestamp - start >= at * step - 0.0005);
      // Where frames are rare, several ticks come close together: the first one stands.
      if (rank >= 0 && rank - (marks.at(-1)?.rank ?? -Infinity) >= room) marks.push({ seconds: at * step, rank });
    }
    return { marks, digits: step < 1 ? 2 : 0 };
  }, [timestamps, width]);
  return (
    <div className={classes['ruler']} aria-hidden>
      {ticks.marks.map(({ seconds, rank }) => (
        <div
          key={seconds}
          className={classes['tick']}
          data-last={rank > timestamps.length * 0.94}
          style={{ left: centreOf(rank, timestamps.length) }}
        >
          <span>{rulerLabel(seconds, ticks.digits)}</span>
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

function Lanes() {
  const project = useProjectStore((state) => state.project);
  const timestamps = useVideoStore((state) => state.timestamps);
  const sampling = project?.sampling;
  const gap = useMemo(() => (sampling ? largestGap(sampleFrames(timestamps, sampling)) : 1), [sampling, timestamps]);
  const tracks = project?.tracks;
  const lanes = useMemo(() => tracks?.map((track) => laneOf(track, gap)) ?? [], [tracks, gap]);
  return (
    <div className={classes['lanes']} aria-hidden>
      {lanes.map((lane) => (
        <LaneRow key={lane.track.id} lane={lane} frames={timestamps.length} />
      ))}
      {lanes.length === 0 && <div className={classes['lane']} />}
    </div>
  );
}

function LaneRow({ lane, frames }: { lane: Lane; frames: number }) {
  const selected = useProjectStore((state) => state.selectedTrackId === lane.track.id);
  const color = useProjectStore((state) => state.project?.classes.find(({ id }) => id === lane.track.classId)?.color);
  return (
    <div className={classes['lane']} data-selected={selected}>
      {lane.spans.map(({ from, to, status }) => (
        <div
          key={from}
          className={classes['span']}
          data-status={status}
          style={{
            left: `${(from / frames) * 100}%`,
            width: `${((to - from + 1) / frames) * 100}%`,
            background: color,
          }}
        />
      ))}
      {lane.labelled.map((rank) => (
        <div key={rank} className={classes['label']} style={{ left: centreOf(rank, frames), background: color }} />
      ))}
    </div>
  );
}

/** The middle of a frame's share of the width. */
const centreOf = (rank: number, frames: number) => `${((rank + 0.5) / Math.max(1, frames)) * 100}%`;
