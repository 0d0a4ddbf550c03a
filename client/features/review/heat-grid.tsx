import { useId } from 'react';
import { GRID_COLUMNS, GRID_ROWS } from '../../../core/review/figures.ts';
import type { VideoMetadata } from '../../../core/schema/project.ts';
import { reviewTexts } from './review-texts.ts';
import classes from './review.module.css';

interface HeatGridProps {
  /** Number of boxes by the cell of their centre, row by row. */
  readonly counts: readonly number[];
  readonly video: Pick<VideoMetadata, 'width' | 'height'>;
}

const PLACES = [
  ['topLeft', 'top', 'topRight'],
  ['left', 'centre', 'right'],
  ['bottomLeft', 'bottom', 'bottomRight'],
] as const;
type Place = (typeof PLACES)[number][number];

/**
 * Density of the boxes on the frame: the stronger a cell, the more boxes. In words: the ninth of the frame
 * with the most.
 */
export function HeatGrid({ counts, video }: HeatGridProps) {
  const id = useId();
  const most = Math.max(1, ...counts);
  const fullest = fullestPlace(counts);
  const words = fullest
    ? reviewTexts.positionsText(fullest.share, reviewTexts.places[fullest.place])
    : reviewTexts.positionsNone;
  return (
    <figure className={classes['figure']} aria-labelledby={id}>
      <figcaption id={id}>{reviewTexts.positions}</figcaption>
      <svg
        className={classes['heat']}
        style={{ aspectRatio: `${video.width} / ${video.height}` }}
        viewBox={`0 0 ${GRID_COLUMNS} ${GRID_ROWS}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        {counts.map(
          (count, at) =>
            count > 0 && (
              <rect
                key={at}
                x={at % GRID_COLUMNS}
                y={Math.floor(at / GRID_COLUMNS)}
                width={1}
                height={1}
                // A single box is visible, too.
                opacity={0.12 + 0.88 * (count / most)}
              />
            ),
        )}
      </svg>
      <p className={classes['quiet']}>{words}</p>
    </figure>
  );
}

/** The ninth of the frame with the most boxes, and its share of all; null where there are none. */
function fullestPlace(counts: readonly number[]): { readonly place: Place; readonly share: number } | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const byPlace = new Map<Place, number>();
  counts.forEach((count, at) => {
    const row = Math.floor((Math.floor(at / GRID_COLUMNS) * 3) / GRID_ROWS);
    const column = Math.floor(((at % GRID_COLUMNS) * 3) / GRID_COLUMNS);
    const place = PLACES[row]?.[column];
    if (place) byPlace.set(place, (byPlace.get(place) ?? 0) + count);
  });
  const [place, count] = [...byPlace].reduce((best, each) => (each[1] > best[1] ? each : best));
  return { place, share: count / total };
}
