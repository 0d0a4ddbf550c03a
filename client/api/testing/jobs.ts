import { vi } from 'vitest';
import type { Job, JobChanges, JobFrame } from '../../../core/schema/api/jobs.ts';
import { frameIndex, imageBox, trackId } from '../../../core/schema/brands.ts';

export const JOB_ID = '0b6d1c1e-6f0e-4f6b-9a3e-3f6b7b1f0001';
export const VIDEO_ID = '0b6d1c1e-6f0e-4f6b-9a3e-3f6b7b1f0002';

/** A waiting job with some fields changed. */
export function jobWith(change: Partial<Job> = {}): Job {
  return {
    id: JOB_ID,
    name: 'Dogs',
    videoName: 'clip.mp4',
    videoId: VIDEO_ID,
    projectRef: null,
    batchId: null,
    kind: 'labels',
    state: 'queued',
    stage: 'waiting',
    priority: 'normal',
    done: 0,
    total: null,
    framesPerSecond: null,
    secondsLeft: null,
    device: null,
    reason: null,
    datasetId: null,
    revision: 0,
    createdAt: '2026-11-25T10:00:00.000Z',
    startedAt: null,
    endedAt: null,
    ...change,
  };
}

/** A finished frame with one propagated object. */
export function finishedFrame(frame: number, revision: number, change: Partial<JobFrame> = {}): JobFrame {
  const found = { trackId: trackId(1), state: 'propagated', box: imageBox(1, 1, 9, 9), mask: null } as const;
  return {
    revision,
    frame: frameIndex(frame),
    tracks: [{ ...found, confidence: 0.9 }],
    picture: null,
    ...change,
  };
}

export const changesOf = (job: Partial<Job>, frames: readonly JobFrame[] = [], more = false): JobChanges => ({
  job: jobWith(job),
  frames: [...frames],
  log: [],
  more,
});

/** Stands for the browser's EventSource; a test is the server. */
export class EventSourceDouble extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  /** All instances, oldest first. */
  static made: EventSourceDouble[] = [];

  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    EventSourceDouble.made.push(this);
  }

  static get last(): EventSourceDouble | undefined {
    return EventSourceDouble.made.at(-1);
  }

  /** Replaces the browser's EventSource. */
  static install(): void {
    EventSourceDouble.made = [];
    vi.stubGlobal('EventSource', EventSourceDouble);
  }

  close(): void {
    this.readyState = 2;
  }

  connect(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  send(event: string, data: unknown): void {
    if (this.readyState !== 2) this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }

  /** `closed`: the server refused; otherwise the browser reconnects by itself. */
  fail({ closed }: { readonly closed: boolean }): void {
    this.readyState = closed ? 2 : 0;
    this.onerror?.();
  }
}

/** A fake fetch that answers by method and path; any other request gets a 404. */
export function fakeServer(answers: Readonly<Record<string, (body: unknown) => unknown>>) {
  return vi.fn(async (path: string, init: RequestInit = {}): Promise<Response> => {
    const asked = `${init.method ?? 'GET'} ${path}`;
    const known = Object.keys(answers).find((each) => asked === each || asked.startsWith(`${each}?`));
    const answer = known === undefined ? undefined : answers[known];
    if (!answer) return problem(404, 'not_found', 'There is no such job.');
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    const reply = answer(body);
    if (reply instanceof Response) return reply;
    return reply === undefined ? new Response(null, { status: 204 }) : Response.json(reply);
  });
}

export const problem = (status: number, code: string, detail: string): Response =>
  Response.json({ type: 'about:blank', title: code, status, code, detail }, { status });
