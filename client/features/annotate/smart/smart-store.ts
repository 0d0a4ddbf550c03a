import { create } from 'zustand';
import type { Prompt } from '../../../../core/ports/segmenter.ts';
import type { ImageBox, ImagePoint } from '../../../../core/schema/brands.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { commitDrawnShape } from '../labels.ts';
import { SMART_OFF, type SmartSession, type SmartStatus } from './smart-session.ts';

interface SmartPoint {
  readonly at: ImagePoint;
  readonly positive: boolean;
}

interface SmartState extends SmartStatus {
  readonly points: readonly SmartPoint[];
  readonly box: ImageBox | null;
  /** The session of the open video, while the tool is in use. */
  readonly session: SmartSession | null;
}

/** The user's prompt for smart select on the shown frame, and its result. */
export const useSmartStore = create<SmartState>()(() => ({ ...SMART_OFF, points: [], box: null, session: null }));

export function addSmartPoint(at: ImagePoint, positive: boolean): void {
  const { points } = useSmartStore.getState();
  ask({ points: [...points, { at, positive }] });
}

/** Sets the box of the prompt, replacing another one. */
export const setSmartBox = (box: ImageBox): void => ask({ box });

/** Removes the last point, or the box where there are no points. Returns false where there is neither. */
export function removeLastPrompt(): boolean {
  const { points, box } = useSmartStore.getState();
  if (points.length === 0 && !box) return false;
  ask(points.length > 0 ? { points: points.slice(0, -1) } : { box: null });
  return true;
}

/** Clears points, box and mask. Returns false where there were none. */
export function clearSmart(): boolean {
  const { points, box } = useSmartStore.getState();
  if (points.length === 0 && !box) return false;
  ask({ points: [], box: null });
  return true;
}

/** Makes a label of the shown mask. Returns false where there is none. */
export function acceptSmart(): boolean {
  const { preview } = useSmartStore.getState();
  if (!preview) return false;
  if (commitDrawnShape('smart', { kind: 'mask', mask: preview })) {
    clearSmart();
    // The next click is for the next object.
    useProjectStore.getState().select(null);
  }
  return true;
}

/** Starts again on the shown frame after a failure; points and box stay. */
export function retrySmart(): void {
  useSmartStore.getState().session?.setFrame(useVideoStore.getState().shown?.rank ?? null);
  resendPrompt();
}

function ask(change: Partial<Pick<SmartState, 'points' | 'box'>>): void {
  useSmartStore.setState(change);
  resendPrompt();
}

/** Sends the current points and box again, for a frame whose encoding started after they were set. */
export function resendPrompt(): void {
  const { points, box, session } = useSmartStore.getState();
  session?.setPrompt(promptOf(points, box));
}

/** Negative points alone are no prompt. */
function promptOf(points: readonly SmartPoint[], box: ImageBox | null): Prompt | null {
  if (!box && !points.some(({ positive }) => positive)) return null;
  return { ...(points.length > 0 ? { points } : {}), ...(box ? { box } : {}) };
}
