import { create } from 'zustand';
import type { ForgeError } from '../../../core/errors.ts';
import type { FrameIndex } from '../../../core/schema/brands.ts';

interface CorrectionState {
  /**
   * `waiting`: for the model, or for the edit to end. The last three say how the correction ended: with `stopped` and
   * `failed` some frames are not updated.
   */
  readonly status: 'idle' | 'waiting' | 'updating' | 'stopped' | 'failed' | 'done';
  /** The frame outwards from which frames are updated. */
  readonly around: FrameIndex;
  /** Frames around the label that were updated, and all of them. */
  readonly framesDone: number;
  readonly framesTotal: number;
  readonly error: ForgeError | null;
}

export const NO_CORRECTION: CorrectionState = {
  status: 'idle',
  around: 0 as FrameIndex,
  framesDone: 0,
  framesTotal: 0,
  error: null,
};

/** The correction in progress, or how the last one ended. */
export const useCorrection = create<CorrectionState>()(() => NO_CORRECTION);

export const isUpdating = (status: CorrectionState['status']) => status === 'waiting' || status === 'updating';

const KEY = 'vdf-update-around';

/** Whether frames around a corrected label are updated by themselves: the user's choice, kept in this browser. */
export const useUpdateAround = create<{ readonly on: boolean }>()(() => ({ on: readChoice() }));

export function setUpdateAround(on: boolean): void {
  useUpdateAround.setState({ on });
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function readChoice(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}
