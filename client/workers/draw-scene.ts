import { sceneAt, type Part, type Shading } from './sample-scene.ts';

/**
 * Draws the sample clip's scene onto the whole canvas.
 *
 * @param share of the clip that has passed, 0..1
 */
export function drawScene(context: OffscreenCanvasRenderingContext2D, share: number): void {
  for (const { parts } of sceneAt(share)) for (const part of parts) drawPart(context, part);
}

function drawPart(context: OffscreenCanvasRenderingContext2D, part: Part): void {
  const paint = typeof part.paint === 'string' ? part.paint : gradient(context, part.paint);
  context.beginPath();
  if (part.kind === 'line') {
    context.strokeStyle = paint;
    context.lineWidth = part.width;
    context.moveTo(...part.from);
    context.lineTo(...part.to);
    context.stroke();
    return;
  }
  context.fillStyle = paint;
  if (part.kind === 'ellipse') context.ellipse(...part.at, ...part.radii, part.turn, 0, 2 * Math.PI);
  else {
    const { corners } = part;
    for (let at = 0; at + 1 < corners.length; at += 2) context.lineTo(corners[at] ?? 0, corners[at + 1] ?? 0);
    context.closePath();
  }
  context.fill();
}

function gradient(context: OffscreenCanvasRenderingContext2D, { along, stops }: Shading): CanvasGradient {
  const made =
    along.kind === 'down'
      ? context.createLinearGradient(0, along.from, 0, along.to)
      : context.createRadialGradient(...along.inner, ...along.outer);
  for (const [share, color] of stops) made.addColorStop(share, color);
  return made;
}
