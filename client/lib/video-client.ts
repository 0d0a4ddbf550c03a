import { proxy, wrap, type Remote } from 'comlink';
import { toForgeError } from '../../core/errors.ts';
import { frameIndex, type FrameIndex } from '../../core/schema/brands.ts';
import { installErrorTransfer } from '../workers/error-transfer.ts';
import type { ShownBitmap, VideoWorkerApi } from '../workers/video.worker.ts';
import { PageError } from './i18n/page-error.ts';
import { texts } from './texts.ts';
import { EMPTY_VIDEO, useVideoStore } from './video-store.ts';
import { failureOf } from './worker-failure.ts';

installErrorTransfer();

/** A worker with one file open in it. */
interface VideoSession {
  readonly worker: Worker;
  readonly remote: Remote<VideoWorkerApi>;
  readonly failure: Promise<never>;
}

let session: VideoSession | null = null;
let openingWorker: Worker | null = null;
/** Grows with every file that opens: answers that belong to an earlier one are dropped. */
let generation = 0;
let attempt = 0;
let wanted: FrameIndex | null = null;
let seeking = false;

/**
 * Opens a file in a fresh worker and shows its first frame. The video that is open stays until the other one has opened; what fails is in
 * the store's `error` as one sentence.
 *
 * @returns true where the file is open
 */
export async function openVideoFile(file: File): Promise<boolean> {
  cancelOpening();
  const mine = (attempt += 1);
  const { status } = useVideoStore.getState();
  useVideoStore.setState(
    status === 'open'
      ? { replacement: file.name, error: null }
      : { status: 'opening', fileName: file.name, error: null },
  );
  let next: VideoSession | null = null;
  try {
    if (typeof VideoDecoder === 'undefined') throw new PageError('video_unsupported_codec', () => texts.noWebCodecs);
    const starting = startWorker();
    next = starting;
    openingWorker = starting.worker;
    const { metadata, timestamps } = await callIn(starting, (video) => video.open(file));
    const shown = await callIn(starting, (video) => video.frame(0));
    if (mine !== attempt) return false;
    openingWorker = null;
    closeVideo();
    session = starting;
    useVideoStore.setState({
      ...EMPTY_VIDEO,
      status: 'open',
      fileName: file.name,
      file,
      metadata,
      timestamps: Array.from(timestamps),
      shown,
    });
    return true;
  } catch (error) {
    next?.worker.terminate();
    if (mine !== attempt) return false;
    openingWorker = null;
    const still = status === 'open' ? { replacement: null } : EMPTY_VIDEO;
    useVideoStore.setState({ ...still, error: toForgeError(error) });
    return false;
  }
}

/** Stops opening a file; what was open stays. */
export function cancelOpening(): void {
  attempt += 1;
  openingWorker?.terminate();
  openingWorker = null;
  if (useVideoStore.getState().status === 'opening') useVideoStore.setState(EMPTY_VIDEO);
  else useVideoStore.setState({ replacement: null });
}

/** Closes the video that is open. */
export function closeVideo(): void {
  generation += 1;
  session?.worker.terminate();
  session = null;
  wanted = null;
  seeking = false;
  useVideoStore.getState().shown?.picture.close();
  useVideoStore.setState(EMPTY_VIDEO);
}

/** Shows a frame; the nearest one that exists. While one is being decoded only the latest wish is kept. */
export function seek(rank: number): void {
  const { metadata, playing } = useVideoStore.getState();
  if (!metadata) return;
  if (playing) pauseVideo();
  wanted = frameIndex(Math.min(Math.max(0, Math.round(rank)), metadata.frameCount - 1));
  if (!seeking) void seekLoop(generation);
}

/** The frame that steps go from: the one that is already asked for, or else the one that is shown. */
export const aimedRank = (): number => wanted ?? useVideoStore.getState().shown?.rank ?? 0;

/** Moves by a number of frames from the one that is shown or already asked for. */
export const stepBy = (frames: number): void => seek(aimedRank() + frames);

export function togglePlay(): void {
  if (useVideoStore.getState().playing) pauseVideo();
  else void play(generation);
}

export function pauseVideo(): void {
  useVideoStore.setState({ playing: false });
  if (session) void call((video) => video.pause()).catch(report);
}

/** A small picture of a frame, beside what is shown; the caller closes it. Throws the `video_*` errors. */
export function smallPictureOf(rank: FrameIndex): Promise<ImageBitmap> {
  return call((video) => video.smallPicture(rank));
}

/** Plays faster or slower, from now on: 1 is the video's own speed. */
export function setSpeed(speed: number): void {
  useVideoStore.setState({ speed });
  if (session) void call((video) => video.setSpeed(speed)).catch(report);
}

/**
 * A small picture of a frame, made when nothing else of the video is wanted; whoever asks closes it. Where another video is opened
 * meanwhile, the answer never comes.
 */
export function thumbnailOf(rank: number): Promise<ImageBitmap> {
  return call((video) => video.thumbnail(rank));
}

/** What the video worker holds; for tests and bug reports. */
export function videoDiagnostics() {
  return session ? call((video) => video.diagnostics()) : Promise.resolve(null);
}

async function seekLoop(mine: number): Promise<void> {
  seeking = true;
  try {
    while (wanted !== null && mine === generation) {
      const rank = wanted;
      if (useVideoStore.getState().shown?.rank !== rank) {
        const shown = await call((video) => video.frame(rank));
        put(shown, mine);
      }
      if (wanted === rank) wanted = null;
    }
  } catch (error) {
    wanted = null;
    if (mine === generation) report(error);
  } finally {
    if (mine === generation) seeking = false;
  }
}

async function play(mine: number): Promise<void> {
  const { shown, metadata, speed } = useVideoStore.getState();
  if (!shown || !metadata) return;
  const from = shown.rank >= metadata.frameCount - 1 ? 0 : shown.rank;
  useVideoStore.setState({ playing: true, error: null });
  const show = async (frame: ShownBitmap) => {
    if (mine !== generation || !useVideoStore.getState().playing) {
      frame.picture.close();
      return;
    }
    put(frame, mine);
    // The worker goes on when the picture is on the screen, not when it is on its way there.
    await new Promise(requestAnimationFrame);
  };
  try {
    await call((video) => video.play(from, speed, proxy(show)));
  } catch (error) {
    if (mine === generation) report(error);
  } finally {
    if (mine === generation && wanted === null) useVideoStore.setState({ playing: false });
  }
}

function put(frame: ShownBitmap, mine: number): void {
  if (mine !== generation) {
    frame.picture.close();
    return;
  }
  const before = useVideoStore.getState().shown;
  useVideoStore.setState({ shown: frame, error: null });
  before?.picture.close();
}

function report(error: unknown): void {
  useVideoStore.setState({ error: toForgeError(error), playing: false });
}

function startWorker(): VideoSession {
  const worker = new Worker(new URL('../workers/video.worker.ts', import.meta.url), { type: 'module', name: 'video' });
  return { worker, remote: wrap<VideoWorkerApi>(worker), failure: failureOf(worker) };
}

function call<T>(request: (video: Remote<VideoWorkerApi>) => Promise<T>): Promise<T> {
  if (!session) return Promise.reject(new PageError('video_decode_failed', () => texts.noVideoOpen));
  return callIn(session, request);
}

/** A call that fails when the worker does, instead of waiting for ever. */
function callIn<T>(
  { remote, failure }: VideoSession,
  request: (video: Remote<VideoWorkerApi>) => Promise<T>,
): Promise<T> {
  return Promise.race([request(remote), failure]);
}
