import { proxy, wrap, type Remote } from 'comlink';
import { toForgeError } from '../../core/errors.ts';
import { frameIndex, type FrameIndex } from '../../core/schema/brands.ts';
import { installErrorTransfer } from '../workers/error-transfer.ts';
import type { ShownBitmap, VideoWorkerApi } from '../workers/video.worker.ts';
import { PageError } from '../i18n/page-error.ts';
import { Picture } from './picture.ts';
import { texts } from '../i18n/texts.ts';
import { EMPTY_VIDEO, useVideoStore, type FrameOnScreen } from './video-store.ts';
import { rejectOnWorkerFailure } from '../workers/worker-failure.ts';

installErrorTransfer();

/** A worker with one file open in it. */
interface VideoSession {
  readonly remote: Remote<VideoWorkerApi>;
  readonly failure: Promise<never>;
  /** Rejects `aborted` when the worker is terminated from here: its calls would otherwise never settle. */
  readonly stopped: Promise<never>;
  /** Terminates the worker, and with it every call that waits for an answer. */
  readonly stop: () => void;
}

let session: VideoSession | null = null;
let openingSession: VideoSession | null = null;
/** Grows with every file that opens: answers of an earlier one are dropped. */
let generation = 0;
let attempt = 0;
let wanted: FrameIndex | null = null;
let seeking = false;

/**
 * Opens a file in a fresh worker and shows its first frame. The open video stays until the other one has
 * opened; an error is in the store's `error` as one sentence.
 *
 * @returns true when the file is open
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
    openingSession = starting;
    const { metadata, timestamps } = await callIn(starting, (video) => video.open(file));
    const shown = onScreen(await callIn(starting, (video) => video.frame(0)));
    if (mine !== attempt) {
      shown.picture.release();
      return false;
    }
    openingSession = null;
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
    next?.stop();
    if (mine !== attempt) return false;
    openingSession = null;
    const still = status === 'open' ? { replacement: null } : EMPTY_VIDEO;
    useVideoStore.setState({ ...still, error: toForgeError(error) });
    return false;
  }
}

/** Stops opening a file; the open video stays. */
export function cancelOpening(): void {
  attempt += 1;
  openingSession?.stop();
  openingSession = null;
  if (useVideoStore.getState().status === 'opening') useVideoStore.setState(EMPTY_VIDEO);
  else useVideoStore.setState({ replacement: null });
}

/** Closes the open video. */
export function closeVideo(): void {
  generation += 1;
  session?.stop();
  session = null;
  wanted = null;
  seeking = false;
  const { shown } = useVideoStore.getState();
  useVideoStore.setState(EMPTY_VIDEO);
  shown?.picture.release();
}

/**
 * Shows a frame, clamped to the existing ones. While one is being decoded only the latest request is kept.
 */
export function seek(rank: number): void {
  const { metadata, playing } = useVideoStore.getState();
  if (!metadata) return;
  if (playing) pauseVideo();
  wanted = frameIndex(Math.min(Math.max(0, Math.round(rank)), metadata.frameCount - 1));
  if (!seeking) void seekLoop(generation);
}

/** The frame index that steps start from: the requested one, or else the one that is shown. */
export const requestedFrame = (): number => wanted ?? useVideoStore.getState().shown?.rank ?? 0;

/** Moves by a number of frames from the requested or shown one. */
export const stepBy = (frames: number): void => seek(requestedFrame() + frames);

export function togglePlay(): void {
  if (useVideoStore.getState().playing) pauseVideo();
  else void play(generation);
}

export function pauseVideo(): void {
  useVideoStore.setState({ playing: false });
  tell((video) => video.pause());
}

/**
 * A small picture of a frame, independent of the frame that is shown; the caller releases it. Throws the
 * `video_*` errors, and `aborted` when the video is closed meanwhile.
 */
export async function smallPictureOf(rank: FrameIndex): Promise<Picture> {
  return new Picture(await call((video) => video.smallPicture(rank)));
}

/** Changes the playback speed from now on: 1 is the video's own speed. */
export function setSpeed(speed: number): void {
  useVideoStore.setState({ speed });
  tell((video) => video.setSpeed(speed));
}

/**
 * A small picture of a frame, made when the video has no other request; the caller releases it. Throws as
 * `smallPictureOf`.
 */
export async function thumbnailOf(rank: number): Promise<Picture> {
  return new Picture(await call((video) => video.thumbnail(rank)));
}

/** The video worker's diagnostics; for tests and bug reports. */
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
        put(onScreen(shown), mine);
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
  const show = async (bitmap: ShownBitmap) => {
    const frame = onScreen(bitmap);
    if (!useVideoStore.getState().playing) {
      frame.picture.release();
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

/** A frame of the worker, with its bitmap owned by a picture. */
const onScreen = ({ rank, timestamp, picture }: ShownBitmap): FrameOnScreen => ({
  rank,
  timestamp,
  picture: new Picture(picture),
});

/** Shows a frame, and releases the one before; a frame of a closed video is released itself. */
function put(frame: FrameOnScreen, mine: number): void {
  if (mine !== generation) {
    frame.picture.release();
    return;
  }
  const before = useVideoStore.getState().shown;
  useVideoStore.setState({ shown: frame, error: null });
  before?.picture.release();
}

function report(error: unknown): void {
  useVideoStore.setState({ error: toForgeError(error), playing: false });
}

function startWorker(): VideoSession {
  const worker = new Worker(new URL('../workers/video.worker.ts', import.meta.url), { type: 'module', name: 'video' });
  const stopping = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    stopping.signal.addEventListener('abort', () => reject(new PageError('aborted', () => texts.stopped)));
  });
  // Without a call in progress nothing handles this rejection.
  stopped.catch(() => undefined);
  const stop = () => {
    worker.terminate();
    stopping.abort();
  };
  return { remote: wrap<VideoWorkerApi>(worker), failure: rejectOnWorkerFailure(worker), stopped, stop };
}

/** Sends the worker a request without an answer; a closed video ignores it. */
function tell(request: (video: Remote<VideoWorkerApi>) => Promise<void>): void {
  const mine = generation;
  if (!session) return;
  callIn(session, request).catch((error: unknown) => {
    if (mine === generation) report(error);
  });
}

function call<T>(request: (video: Remote<VideoWorkerApi>) => Promise<T>): Promise<T> {
  if (!session) return Promise.reject(new PageError('video_decode_failed', () => texts.noVideoOpen));
  return callIn(session, request);
}

/** A call that rejects when the worker dies or is stopped, instead of never settling. */
function callIn<T>(
  { remote, failure, stopped }: VideoSession,
  request: (video: Remote<VideoWorkerApi>) => Promise<T>,
): Promise<T> {
  return Promise.race([request(remote), failure, stopped]);
}
