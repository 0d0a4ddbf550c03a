import { create } from 'zustand';
import type { Prompt } from '../../../../core/ports/segmenter.ts';
import type { ImageBox, ImagePoint } from '../../../../core/schema/brands.ts';
import { useProjectStore } from '../../../project/project-store.ts';
import { useVideoStore } from '../../../video/video-store.ts';
import { putDrawn } from '../labels.ts';
import { SMART_OFF, type SmartSession, type SmartStatus } from './smart-session.ts';

export interface SmartPoint {
  readonly at: ImagePoint;
  readonly positive: boolean;
}

interface SmartState extends SmartStatus {
  readonly points: readonly SmartPoint[];
  readonly box: ImageBox | null;
}

/** What the person asked smart select for on the shown frame, and what came of it. */
export const useSmartStore = create<SmartState>()(() => ({ ...SMART_OFF, points: [], box: null }));

/** The session of the open video, while the tool is in use. */
let session: SmartSession | null = null;

export function setSmartSession(next: SmartSession | null): void {
  session = next;
}

export function addSmartPoint(at: ImagePoint, positive: boolean): void {
  const { points } = useSmartStore.getState();
  ask({ points: [...points, { at, positive }] });
}

/** A box asks for what is in it; another one takes its place. */
export const setSmartBox = (box: ImageBox): void => ask({ box });

/** Takes back the last point, or the box where there are no points. Returns false where there is neither. */
export function removeLastPrompt(): boolean {
  const { points, box } = useSmartStore.getState();
  if (points.length === 0 && !box) return false;
  ask(points.length > 0 ? { points: points.slice(0, -1) } : { box: null });
  return true;
}

/** Forgets points, box and mask. Returns false where there were none. */
export function clearSmart(): boolean {
  const { points, box } = useSmartStore.getState();
  if (points.length === 0 && !box) return false;
  ask({ points: [], box: null });
  return true;
}

/** Makes a label of the mask that is shown. Returns false where there is none. */
export function acceptSmart(): boolean {
  const { preview } = useSmartStore.getState();
  if (!preview) return false;
  if (putDrawn('smart', { kind: 'mask', mask: preview })) {
    clearSmart();
    // The next click is for the next object.
    useProjectStore.getState().select(null);
  }
  return true;
}

/** Begins anew on the shown frame after a failure; points and box stay. */
export function retrySmart(): void {
  session?.setFrame(useVideoStore.getState().shown?.rank ?? null);
  resendPrompt();
}

function ask(change: Partial<Pick<SmartState, 'points' | 'box'>>): void {
  useSmartStore.setState(change);
  resendPrompt();
}

/** Asks for the points and the box as they are, as after a frame that began to be prepared later than they were set. */
export function resendPrompt(): void {
  const { points, box } = useSmartStore.getState();
  session?.setPrompt(promptOf(points, box));
}

/** Points that only say where the object is not ask for nothing. */
function promptOf(points: readonly SmartPoint[], box: ImageBox | null): Prompt | null {
  if (!box && !points.some(({ positive }) => positive)) return null;
  return { ...(points.length > 0 ? { points } : {}), ...(box ? { box } : {}) };
}
