import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isOpenJob, type Job, type JobChanges } from '../../core/schema/api/jobs.ts';
import { followJob, POLL_MS } from './job-feed.ts';
import { fakeServer, changesOf, EventSourceDouble, finishedFrame, JOB_ID, problem } from './testing/jobs.ts';

const CHANGES = `GET /api/jobs/${JOB_ID}/changes`;
const DONE = { state: 'done', stage: 'saving' } as const;

let passed: JobChanges[];
let stop: AbortController;

const frames = () => passed.flatMap((changes) => changes.frames.map(({ frame }) => frame));
const streams = () => EventSourceDouble.made;
const follow = (): Promise<Job> => followJob(JOB_ID, (changes) => passed.push(changes), stop.signal);
const turn = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
/** Stands for the server's answers to polling. */
const serve = (answer: () => unknown) => {
  const server = fakeServer({ [CHANGES]: answer });
  vi.stubGlobal('fetch', server);
  return server;
};

beforeEach(() => {
  vi.useFakeTimers();
  EventSourceDouble.install();
  passed = [];
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('following a job', () => {
  it('passes on what the stream brings until the job is over, and closes the stream', async () => {
    const server = serve(() => changesOf({}));
    const ended = follow();
    streams()[0]?.connect();
    streams()[0]?.send('changes', changesOf({ revision: 1, state: 'running' }, [finishedFrame(0, 1)]));
    streams()[0]?.send('changes', changesOf({ revision: 2, ...DONE }, [finishedFrame(4, 2)]));
    expect((await ended).state).toBe('done');
    expect(frames()).toEqual([0, 4]);
    expect(streams()).toHaveLength(1);
    expect(streams()[0]?.readyState).toBe(EventSourceDouble.CLOSED);
    expect(server).not.toHaveBeenCalled();
  });

  it('takes what is left of an end that comes in pieces', async () => {
    serve(() => changesOf({}));
    const ended = follow();
    streams()[0]?.send('changes', changesOf({ revision: 9, ...DONE }, [finishedFrame(0, 3)], true));
    streams()[0]?.send('changes', changesOf({ revision: 9, ...DONE }, [finishedFrame(1, 6)], true));
    streams()[0]?.send('changes', changesOf({ revision: 9, ...DONE }, [finishedFrame(2, 9)]));
    await ended;
    expect(frames()).toEqual([0, 1, 2]);
  });

  it('leaves connecting again, and the id of the last event, to the browser', async () => {
    serve(() => changesOf({}));
    const ended = follow();
    const [stream] = streams();
    stream?.connect();
    stream?.send('changes', changesOf({ revision: 1, state: 'running' }, [finishedFrame(0, 1)]));
    stream?.fail({ closed: false });
    stream?.fail({ closed: false });
    stream?.connect();
    // Repeated changes have no effect.
    stream?.send('changes', changesOf({ revision: 1, state: 'running' }, [finishedFrame(0, 1)]));
    stream?.send('changes', changesOf({ revision: 3, ...DONE }, [finishedFrame(0, 1), finishedFrame(1, 3)]));
    await ended;
    expect(streams()).toHaveLength(1);
    expect(frames()).toEqual([0, 1]);
  });

  it('renews the sign-in where the stream was refused, and goes on behind what it has', async () => {
    localStorage.setItem('vdf-signed-in', '1');
    vi.stubGlobal('navigator', { locks: { request: (_: string, work: () => unknown) => work() } });
    const answers = [
      () => problem(401, 'not_signed_in', 'Sign in first.'),
      () => changesOf({ revision: 2, state: 'running' }, [finishedFrame(1, 2)]),
    ];
    const server = fakeServer({
      [CHANGES]: () => answers.shift()?.(),
      'POST /api/auth/refresh': () => undefined,
    });
    vi.stubGlobal('fetch', server);
    const ended = follow();
    streams()[0]?.send('changes', changesOf({ revision: 1, state: 'running' }, [finishedFrame(0, 1)]));
    streams()[0]?.fail({ closed: true });
    await turn(1000);
    expect(server.mock.calls.map(([path]) => path)).toEqual([
      `/api/jobs/${JOB_ID}/changes?after=1`,
      '/api/auth/refresh',
      `/api/jobs/${JOB_ID}/changes?after=1`,
    ]);
    expect(streams()[1]?.url).toBe(`/api/jobs/${JOB_ID}/events?after=2`);
    streams()[1]?.send(
      'changes',
      changesOf({ revision: 3, ...DONE }, [finishedFrame(0, 1), finishedFrame(1, 2), finishedFrame(2, 3)]),
    );
    await ended;
    expect(frames()).toEqual([0, 1, 2]);
  });

  it('asks every two seconds after three streams that brought nothing, however long the server is away', async () => {
    let reply: unknown = problem(503, 'database_unavailable', 'Later.');
    const server = serve(() => (reply instanceof Response ? reply.clone() : reply));
    const ended = follow();
    for (let tries = 0; tries < 3; tries += 1) {
      EventSourceDouble.last?.fail({ closed: true });
      await turn(4000);
    }
    expect(streams()).toHaveLength(3);
    const before = server.mock.calls.length;
    await turn(5 * POLL_MS);
    expect(server.mock.calls.length - before).toBe(5);
    expect(streams()).toHaveLength(3);
    reply = changesOf({ revision: 5, ...DONE }, [finishedFrame(7, 5)]);
    await turn(POLL_MS);
    expect(isOpenJob((await ended).state)).toBe(false);
    expect(frames()).toEqual([7]);
  });

  it('tries a stream again after a while of asking', async () => {
    serve(() => changesOf({ revision: 1, state: 'running' }));
    const ended = follow();
    for (let tries = 0; tries < 3; tries += 1) {
      EventSourceDouble.last?.fail({ closed: true });
      await turn(4000);
    }
    await turn(60_000);
    expect(streams()).toHaveLength(4);
    EventSourceDouble.last?.send('changes', changesOf({ revision: 2, ...DONE }));
    await ended;
  });

  it('does not wait for a stream that says nothing', async () => {
    const server = serve(() => changesOf({ revision: 1, ...DONE }));
    const ended = follow();
    streams()[0]?.connect();
    await turn(10_000);
    expect((await ended).state).toBe('done');
    expect(server).toHaveBeenCalledOnce();
  });

  it('ends with the reason where the job is gone', async () => {
    vi.stubGlobal('fetch', fakeServer({}));
    const ended = expect(follow()).rejects.toMatchObject({ code: 'not_found' });
    streams()[0]?.fail({ closed: true });
    await turn();
    await ended;
  });

  it('ends when it is told to', async () => {
    serve(() => changesOf({}));
    const ended = expect(follow()).rejects.toMatchObject({ code: 'aborted' });
    stop.abort();
    await ended;
    expect(streams()[0]?.readyState).toBe(EventSourceDouble.CLOSED);
  });
});
