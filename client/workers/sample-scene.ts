import type { Sampling } from '../../core/schema/project.ts';

/**
 * The sample clip: its size and length. Its frame with index n shows the scene at n / SCENE_FRAMES of its
 * time.
 */
export const SCENE = { width: 640, height: 360, seconds: 4, framesPerSecond: 25 } as const;
export const SCENE_FRAMES = SCENE.seconds * SCENE.framesPerSecond;

/**
 * Four of the clip's 100 frames: a first try without a graphics card labels them in about 20 s. The objects
 * move far between them, so that the engine also encodes a frame in between: 7 runs of the encoder, which
 * take 2 to 3 s each on two cores. Every 12th frame would take 17 runs.
 */
export const SAMPLE_SAMPLING: Sampling = { kind: 'every', n: 25 };

const GROUND = 250;
const TAU = 2 * Math.PI;

/** A gradient: colours at shares of the way, which is vertical, or from one circle to another one. */
export interface Shading {
  readonly stops: readonly (readonly [share: number, color: string])[];
  readonly along:
    | { readonly kind: 'down'; readonly from: number; readonly to: number }
    | { readonly kind: 'circles'; readonly inner: Circle; readonly outer: Circle };
}
type Circle = readonly [x: number, y: number, radius: number];

export type Outline =
  | { readonly kind: 'polygon'; readonly corners: readonly number[] }
  /** `turn` in radians, clockwise. */
  | {
      readonly kind: 'ellipse';
      readonly at: readonly [number, number];
      readonly radii: readonly [number, number];
      readonly turn: number;
    }
  | {
      readonly kind: 'line';
      readonly from: readonly [number, number];
      readonly to: readonly [number, number];
      readonly width: number;
    };

/** One shape of one paint, in pixels of the frame. */
export type Part = Outline & { readonly paint: string | Shading };

/** Objects that a user may label. */
export const SCENE_OBJECTS = ['balloon', 'car', 'ball'] as const;
export type SceneObject = (typeof SCENE_OBJECTS)[number];

/** All parts of one thing of the scene. */
interface SceneThing {
  readonly name: SceneObject | 'background' | 'tree';
  readonly parts: readonly Part[];
}

/**
 * The scene at a moment, from the back to the front: a red ball that bounces, a blue car that drives past a
 * tree and is hidden by it for a moment, and a yellow balloon that rises. They differ in shape and colour, so
 * that each can be labelled as a class of its own.
 *
 * @param share of the clip that has passed, 0..1
 */
export function sceneAt(share: number): SceneThing[] {
  const bounce = Math.abs(Math.sin(share * 2.5 * TAU));
  return [
    { name: 'background', parts: BACKGROUND },
    { name: 'balloon', parts: balloon(520 - 40 * Math.sin(share * TAU), 190 - 110 * share) },
    { name: 'car', parts: car(-20 + 560 * share, GROUND + 28) },
    { name: 'tree', parts: tree(330, GROUND + 52) },
    { name: 'ball', parts: ball(120 + 260 * share, GROUND + 72 - 130 * bounce) },
  ];
}

const BACKGROUND = background();

function background(): Part[] {
  const { width, height } = SCENE;
  const sky: Shading = {
    along: { kind: 'down', from: 0, to: GROUND },
    stops: [
      [0, '#7fb2e5'],
      [1, '#dcecf7'],
    ],
  };
  const hills = [0, GROUND, 110, 150, 190, 215, 300, 120, 430, 230, 520, 165, 640, 235, 640, GROUND];
  const dashes = Array.from({ length: Math.ceil((width - 10) / 60) }, (_, at) => at * 60 + 10);
  // Grass that is not one flat colour: a picture without texture is unlike any video.
  const blades = Array.from({ length: 420 }, (_, at) => {
    const color = at % 2 === 0 ? '#628f4c' : '#7cab63';
    return rectangle((at * 97) % width, GROUND + 60 + ((at * 53) % 50), 3, 2, color);
  });
  return [
    rectangle(0, 0, width, GROUND, sky),
    polygon(hills, '#8a9db0'),
    rectangle(0, GROUND - 20, width, height, '#6f9e57'),
    rectangle(0, GROUND + 10, width, 46, '#55585e'),
    ...dashes.map((x) => rectangle(x, GROUND + 31, 30, 4, '#d8d8d0')),
    ...blades,
  ];
}

function ball(x: number, y: number): Part[] {
  const shade: Shading = {
    along: { kind: 'circles', inner: [x - 8, y - 9, 3], outer: [x, y, 26] },
    stops: [
      [0, '#ff8a7a'],
      [1, '#c3271b'],
    ],
  };
  return [circle(x, y, 26, shade), rectangle(x - 25, y - 3, 50, 6, '#fbeee6')];
}

function car(x: number, y: number): Part[] {
  const body = '#1f4fa8';
  const glass = '#bfe0f2';
  return [
    rectangle(x, y - 34, 112, 30, body),
    polygon([x + 18, y - 34, x + 34, y - 58, x + 78, y - 58, x + 96, y - 34], body),
    polygon([x + 28, y - 36, x + 39, y - 53, x + 55, y - 53, x + 55, y - 36], glass),
    polygon([x + 60, y - 36, x + 60, y - 53, x + 75, y - 53, x + 86, y - 36], glass),
    ...[x + 26, x + 88].flatMap((wheel) => [circle(wheel, y - 2, 13, '#1c1d20'), circle(wheel, y - 2, 5, '#b9bcc2')]),
  ];
}

function balloon(x: number, y: number): Part[] {
  return [
    { kind: 'line', from: [x, y + 34], to: [x + 4, y + 74], width: 1.5, paint: '#4a4a4a' },
    { kind: 'ellipse', at: [x, y], radii: [27, 34], turn: 0, paint: '#f0b41c' },
    { kind: 'ellipse', at: [x - 9, y - 12], radii: [6, 10], turn: 0.4, paint: '#fbdc82' },
  ];
}

function tree(x: number, y: number): Part[] {
  const leaves = '#2f6b3a';
  return [
    rectangle(x - 9, y - 110, 18, 110, '#6b4a2f'),
    circle(x - 24, y - 120, 30, leaves),
    circle(x + 24, y - 122, 30, leaves),
    circle(x, y - 152, 36, leaves),
  ];
}

function polygon(corners: readonly number[], paint: Part['paint']): Part {
  return { kind: 'polygon', corners, paint };
}

function rectangle(x: number, y: number, width: number, height: number, paint: Part['paint']): Part {
  return polygon([x, y, x + width, y, x + width, y + height, x, y + height], paint);
}

function circle(x: number, y: number, radius: number, paint: Part['paint']): Part {
  return { kind: 'ellipse', at: [x, y], radii: [radius, radius], turn: 0, paint };
}
