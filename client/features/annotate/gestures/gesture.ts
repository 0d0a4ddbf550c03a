import type { Point } from '../../../video/view.ts';

/** What a press of the pointer leads to, until it is released. Points are of the frame and can lie outside it. */
export interface Gesture {
  /** @param path where the pointer was since the last call, its present place last */
  move(path: readonly Point[]): void;
  end(at: Point): void;
  /** The press comes to nothing: a second finger, Escape, or the system took the pointer. */
  cancel(): void;
}

/** A press on the frame. */
export interface Press {
  readonly at: Point;
  readonly secondary: boolean;
  readonly alt: boolean;
}
