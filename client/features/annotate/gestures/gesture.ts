import type { Point } from '../../../video/view.ts';

/** A press of the pointer until its release. Points are in frame pixels and can lie outside the frame. */
export interface Gesture {
  /** @param path positions of the pointer since the last call, the current one last */
  move(path: readonly Point[]): void;
  end(at: Point): void;
  /** Ends without effect: a second finger, Escape, or the system cancelled the pointer. */
  cancel(): void;
}

/** A press on the frame. */
export interface Press {
  readonly at: Point;
  readonly secondary: boolean;
  readonly alt: boolean;
}
