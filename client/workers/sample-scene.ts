/** The sample clip: what it shows at a moment, drawn anew for each frame. */
export const SCENE = { width: 640, height: 360, seconds: 4, framesPerSecond: 25 } as const;

const GROUND = 250;
const TAU = 2 * Math.PI;

/**
 * Draws the scene: a red ball that bounces, a blue car that drives past a tree and is hidden by it for a moment, and a yellow balloon that
 * rises. They differ in shape and colour, so that each can be labelled as a class of its own.
 *
 * @param share of the clip that has passed, 0..1
 */
export function drawScene(context: OffscreenCanvasRenderingContext2D, share: number): void {
  drawBackground(context);
  drawBalloon(context, 520 - 40 * Math.sin(share * TAU), 190 - 110 * share);
  drawCar(context, -20 + 560 * share, GROUND + 28);
  drawTree(context, 330, GROUND + 52);
  const bounce = Math.abs(Math.sin(share * 2.5 * TAU));
  drawBall(context, 120 + 260 * share, GROUND + 72 - 130 * bounce);
}

function drawBackground(context: OffscreenCanvasRenderingContext2D): void {
  const { width, height } = SCENE;
  const sky = context.createLinearGradient(0, 0, 0, GROUND);
  sky.addColorStop(0, '#7fb2e5');
  sky.addColorStop(1, '#dcecf7');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, GROUND);
  context.fillStyle = '#8a9db0';
  polygon(context, [0, GROUND, 110, 150, 190, 215, 300, 120, 430, 230, 520, 165, 640, 235, 640, GROUND]);
  context.fillStyle = '#6f9e57';
  context.fillRect(0, GROUND - 20, width, height);
  context.fillStyle = '#55585e';
  context.fillRect(0, GROUND + 10, width, 46);
  context.fillStyle = '#d8d8d0';
  for (let x = 10; x < width; x += 60) context.fillRect(x, GROUND + 31, 30, 4);
  // Grass that is not one flat colour: a picture without texture is unlike any video.
  for (let at = 0; at < 420; at += 1) {
    context.fillStyle = at % 2 === 0 ? '#628f4c' : '#7cab63';
    context.fillRect((at * 97) % width, GROUND + 60 + ((at * 53) % 50), 3, 2);
  }
}

function drawBall(context: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  const shade = context.createRadialGradient(x - 8, y - 9, 3, x, y, 26);
  shade.addColorStop(0, '#ff8a7a');
  shade.addColorStop(1, '#c3271b');
  context.fillStyle = shade;
  circle(context, x, y, 26);
  context.fillStyle = '#fbeee6';
  context.fillRect(x - 25, y - 3, 50, 6);
}

function drawCar(context: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  context.fillStyle = '#1f4fa8';
  context.fillRect(x, y - 34, 112, 30);
  polygon(context, [x + 18, y - 34, x + 34, y - 58, x + 78, y - 58, x + 96, y - 34]);
  context.fillStyle = '#bfe0f2';
  polygon(context, [x + 28, y - 36, x + 39, y - 53, x + 55, y - 53, x + 55, y - 36]);
  polygon(context, [x + 60, y - 36, x + 60, y - 53, x + 75, y - 53, x + 86, y - 36]);
  for (const wheel of [x + 26, x + 88]) {
    context.fillStyle = '#1c1d20';
    circle(context, wheel, y - 2, 13);
    context.fillStyle = '#b9bcc2';
    circle(context, wheel, y - 2, 5);
  }
}

function drawBalloon(context: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  context.strokeStyle = '#4a4a4a';
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y + 34);
  context.lineTo(x + 4, y + 74);
  context.stroke();
  context.fillStyle = '#f0b41c';
  context.beginPath();
  context.ellipse(x, y, 27, 34, 0, 0, TAU);
  context.fill();
  context.fillStyle = '#fbdc82';
  context.beginPath();
  context.ellipse(x - 9, y - 12, 6, 10, 0.4, 0, TAU);
  context.fill();
}

function drawTree(context: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  context.fillStyle = '#6b4a2f';
  context.fillRect(x - 9, y - 110, 18, 110);
  context.fillStyle = '#2f6b3a';
  for (const [dx, dy, radius] of [
    [-24, -120, 30],
    [24, -122, 30],
    [0, -152, 36],
  ] as const) {
    circle(context, x + dx, y + dy, radius);
  }
}

function circle(context: OffscreenCanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, TAU);
  context.fill();
}

/** Fills a shape of corners x, y, x, y, … */
function polygon(context: OffscreenCanvasRenderingContext2D, corners: readonly number[]): void {
  context.beginPath();
  for (let at = 0; at + 1 < corners.length; at += 2) context.lineTo(corners[at] ?? 0, corners[at + 1] ?? 0);
  context.closePath();
  context.fill();
}
