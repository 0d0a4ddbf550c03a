import { useLayoutEffect, useRef } from 'react';
import type { Picture } from './picture.ts';
import { drawLabelled, type DrawnLabel } from './draw-labels.ts';
import classes from './labelled-picture.module.css';

interface LabelledPictureProps {
  /** Null while it is loading. */
  readonly picture: Picture | null;
  readonly labels: readonly DrawnLabel[];
  /** Size of the frame in pixels. */
  readonly frame: { readonly width: number; readonly height: number };
  /** Accessible description of the picture. */
  readonly label: string;
}

/** A small picture of a frame with its labels; it keeps the frame's aspect ratio while it is loading. */
export function LabelledPicture({ picture, labels, frame, label }: LabelledPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current && picture) drawLabelled(canvas.current, picture, labels, frame.width);
  }, [picture, labels, frame.width]);
  return (
    <canvas
      ref={canvas}
      className={classes['picture']}
      role="img"
      aria-label={label}
      data-empty={picture === null}
      style={{ aspectRatio: `${frame.width} / ${frame.height}` }}
    />
  );
}
