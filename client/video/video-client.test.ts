import type { Remote } from 'comlink';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { create } from 'zustand';
import { syntheticVideo } from '../../core/export/testing/synthetic-frames.ts';
import { ForgeError } from '../../core/errors.ts';
import { frameIndex } from '../../core/schema/brands.ts';
import type { OpenedVideo, ShownBitmap, VideoHost } from '../workers/video-host.ts';
import type { WorkerLink } from '../workers/worker-link.ts';
import { Picture } from './picture.ts';
import { BitmapDouble } from './testing/picture.ts';
import { VideoClient } from './video-client.ts';
import { EMPTY_VIDEO, type VideoState } from './video-store.ts';

const METADATA = syntheticVideo({ frameCount: 20 });

/** A worker whose answers the test gives; like a real one, it gives none once it is stopped. */
class WorkerDouble {
  readonly asked: number[] = [];
  stopped = false;
  opened = deferred<OpenedVideo>();
  #frames = new Map<number, ReturnType<typeof deferred<ShownBitmap>>>();
  readonly #stop = deferred<never>();

  readonly remote = {
    open: () => this.opened.promise,
    frame: (rank: number) => {
      this.asked.push(rank);
      const answer = deferred<ShownBitmap>();
      this.#frames.set(rank, answer);
      return answer.promise;
    },
    pause: () => Promise.resolve(),
  } as unknown as Remote<VideoHost>;

  constructor() {
    this.#stop.promise.catch(() => undefined);
  }

  call<T>(request: (remote: Remote<VideoHost>) => Promise<T>): Promise<T> {
    return Promise.race([request(this.remote), this.#stop.promise]);
  }

  stop(): void {
    this.stopped = true;
    this.#stop.reject(new ForgeError('aborted'));
  }

  /** Answers the opening, and the request for the first frame. */
  async open(): Promise<void> {
    this.opened.resolve({ metadata: METADATA, timestamps: Float64Array.of(0, 0.1) });
    await this.show(0);
  }

  async show(rank: number): Promise<void> {
    await vi.waitFor(() => expect(this.asked).toContain(rank));
    this.#frames.get(rank)?.resolve({ rank: frameIndex(rank), timestamp: rank / 10, picture: new BitmapDouble() });
  }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

let floor = 0;

/** A client with a store of its own; `workers` are those that it started. */
function start() {
  const store = create<VideoState>()(() => EMPTY_VIDEO);
  const workers: WorkerDouble[] = [];
  const client = new VideoClient(store, () => {
    const worker = new WorkerDouble();
    workers.push(worker);
    return worker as unknown as WorkerLink<VideoHost>;
  });
  const open = async (name: string) => {
    const opening = client.open(new File([name], name));
    await workers.at(-1)?.open();
    expect(await opening).toBe(true);
    return workers.at(-1) as WorkerDouble;
  };
  return { client, store, workers, open };
}

beforeEach(() => {
  floor = Picture.live;
  vi.stubGlobal('VideoDecoder', class {});
});
afterEach(() => vi.unstubAllGlobals());

describe('opening a video', () => {
  it('shows the first frame, and releases everything when it is closed', async () => {
    const { client, store, open } = start();
    const worker = await open('dog.mp4');
    expect(store.getState()).toMatchObject({ status: 'open', fileName: 'dog.mp4', shown: { rank: 0 } });
    client.close();
    expect(store.getState()).toEqual(EMPTY_VIDEO);
    expect([worker.stopped, Picture.live]).toEqual([true, floor]);
  });

  it('drops a file whose answer comes after another one was chosen', async () => {
    const { client, store, workers } = start();
    const first = client.open(new File(['dog'], 'dog.mp4'));
    const second = client.open(new File(['cat'], 'cat.mp4'));
    await workers[1]?.open();
    expect(await Promise.all([first, second])).toEqual([false, true]);
    expect(store.getState()).toMatchObject({ fileName: 'cat.mp4', error: null });
    expect(workers.map(({ stopped }) => stopped)).toEqual([true, false]);
    client.close();
    expect(Picture.live).toBe(floor);
  });

  it('leaves the open video as it is where another file cannot be read, and where that is cancelled', async () => {
    const { client, store, workers, open } = start();
    await open('dog.mp4');
    const broken = client.open(new File(['cat'], 'cat.mp4'));
    expect(store.getState()).toMatchObject({ fileName: 'dog.mp4', replacement: 'cat.mp4' });
    workers[1]?.opened.reject(new ForgeError('video_unreadable'));
    expect(await broken).toBe(false);
    expect(store.getState()).toMatchObject({
      fileName: 'dog.mp4',
      replacement: null,
      error: { reason: 'video_unreadable' },
    });
    const cancelled = client.open(new File(['hen'], 'hen.mp4'));
    client.cancelOpening();
    expect(await cancelled).toBe(false);
    expect(store.getState()).toMatchObject({ status: 'open', fileName: 'dog.mp4', replacement: null, error: null });
    expect(workers.map(({ stopped }) => stopped)).toEqual([false, true, true]);
    client.close();
  });
});

describe('seeking', () => {
  it('keeps only the latest request while a frame is being decoded, and steps from it', async () => {
    const { client, store, open } = start();
    const worker = await open('dog.mp4');
    client.seek(3);
    client.seek(7);
    client.stepBy(2);
    expect(client.requestedFrame()).toBe(9);
    await worker.show(3);
    await worker.show(9);
    await vi.waitFor(() => expect(store.getState().shown?.rank).toBe(9));
    expect(worker.asked).toEqual([0, 3, 9]);
    client.close();
    expect(Picture.live).toBe(floor);
  });

  it('clamps to the frames that exist', async () => {
    const { client, open } = start();
    const worker = await open('dog.mp4');
    client.seek(99);
    expect(client.requestedFrame()).toBe(19);
    await worker.show(19);
    client.close();
  });

  it('never shows a frame, nor an error, of a video that was closed meanwhile', async () => {
    const { client, store, open } = start();
    const first = await open('dog.mp4');
    client.seek(3);
    await vi.waitFor(() => expect(first.asked).toContain(3));
    await open('cat.mp4');
    await first.show(3);
    await new Promise((resolve) => setTimeout(resolve));
    expect(store.getState()).toMatchObject({ fileName: 'cat.mp4', shown: { rank: 0 }, error: null });
    client.close();
    expect(Picture.live).toBe(floor);
  });
});
