import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { wantedFrames } from '../../../core/project/wanted-frames.ts';
import type { Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';
import { shapeOn } from '../../project/track-status.ts';
import { videoClient } from '../../video/video-client.ts';
import { useVideoStore } from '../../video/video-store.ts';
import classes from './filmstrip.module.css';
import { reviewTexts } from './review-texts.ts';

/** Pictures of the strip. Each is drawn once and kept as the few pixels of its canvas. */
const PICTURES = 12;

/**
 * Small pictures of frames evenly over the video, with the number of labels on each; made when the strip is
 * opened, and only while nothing else is decoded.
 */
export function Filmstrip() {
  const [open, setOpen] = useState(false);
  const strip = useId();
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <div className={classes['filmstrip']}>
      <button
        type="button"
        className={classes['fold']}
        aria-expanded={open}
        aria-controls={strip}
        onClick={() => setOpen(!open)}
      >
        <Chevron size={14} aria-hidden />
        {reviewTexts.filmstrip}
      </button>
      <div id={strip}>{open && <Pictures />}</div>
    </div>
  );
}

function Pictures() {
  const ranks = useStripFrames();
  const tracks = useProjectStore((state) => state.project?.tracks) ?? [];
  const shown = useVideoStore((state) => state.shown?.rank ?? 0);
  // The picture whose part of the video is shown.
  const current = ranks.findLast((rank) => rank <= shown) ?? ranks[0];
  return (
    <ul className={classes['pictures']}>
      {ranks.map((rank) => {
        const labels = labelsOn(tracks, rank);
        return (
          <li key={rank}>
            <button
              type="button"
              aria-label={reviewTexts.thumbnail(rank, labels)}
              aria-current={rank === current}
              onClick={() => videoClient.seek(rank)}
            >
              <Thumbnail rank={rank} />
              <span className={classes['count']} data-none={labels === 0} aria-hidden>
                {labels}
              </span>
              <span className={classes['rank']} aria-hidden>
                {rank}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Frames evenly over the video, among the processed ones: others have no labels. */
function useStripFrames(): readonly number[] {
  const sampling = useProjectStore((state) => state.project?.sampling);
  const range = useProjectStore((state) => state.project?.range);
  const timestamps = useVideoStore((state) => state.timestamps);
  return useMemo(() => {
    const wanted = sampling ? wantedFrames({ sampling, ...(range ? { range } : {}) }, timestamps) : [];
    const count = Math.min(PICTURES, wanted.length);
    return Array.from({ length: count }, (_, at) => wanted[Math.floor(((at + 0.5) * wanted.length) / count)] ?? 0);
  }, [sampling, range, timestamps]);
}

function labelsOn(tracks: readonly Track[], rank: number): number {
  return tracks.filter((track) => shapeOn(track, rank)?.outside === false).length;
}

function Thumbnail({ rank }: { rank: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const metadata = useVideoStore((state) => state.metadata);
  const file = useVideoStore((state) => state.file);
  const [failed, setFailed] = useState<File | null>(null);
  useEffect(() => {
    let wanted = true;
    const draw = async () => {
      const picture = await videoClient.thumbnailOf(rank);
      try {
        const element = canvas.current;
        if (!wanted || !element) return;
        element.width = picture.width;
        element.height = picture.height;
        const context = element.getContext('2d');
        if (context) picture.drawOn(context);
      } finally {
        picture.release();
      }
    };
    draw().catch((error: unknown) => {
      if (!wanted) return;
      console.warn(`There is no picture of frame ${rank}.`, error);
      setFailed(file);
    });
    return () => {
      wanted = false;
    };
    // Another video has other pictures, even with the same file name.
  }, [rank, file]);
  const ratio = metadata ? metadata.width / metadata.height : 16 / 9;
  return (
    <span className={classes['picture']} style={{ aspectRatio: ratio }}>
      {failed !== null && failed === file ? reviewTexts.thumbnailFailed : <canvas ref={canvas} />}
    </span>
  );
}
