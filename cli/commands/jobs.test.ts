// @module-tag process
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job, JobChanges, JobLogEntry } from '../../core/schema/api/jobs.ts';
import { inFolder, runCli } from '../testing/cli.ts';
import type { ProgressView } from '../terminal/progress.ts';
import { watchJob } from '../remote/watch-job.ts';

const ID = '0c3e0f0c-6d3f-4a52-9d27-3f8f3f0f7a01';
const AT = '2026-01-02T03:04:05.000Z';
const jobOf = (fields: Partial<Job>): Job => ({
  id: ID,
  name: 'Walk',
  videoName: 'walk.mp4',
  videoId: null,
  projectRef: null,
  batchId: null,
  kind: 'dataset',
  state: 'running',
  stage: 'labelling',
  priority: 'normal',
  done: 3,
  total: 10,
  framesPerSecond: 2,
  secondsLeft: 3.5,
  device: 'cpu',
  reason: null,
  datasetId: null,
  revision: 5,
  createdAt: AT,
  startedAt: AT,
  endedAt: null,
  ...fields,
});
const entry = (revision: number, code: string): JobLogEntry => ({ revision, at: AT, code, values: {} });

/** A stub server of jobs: replies by method and path, and records the requests. */
const replies = new Map<string, unknown>();
const asked: string[] = [];
let server: Server;
let url = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`;
    asked.push(name);
    const known = replies.has(name) && request.headers.authorization === 'Bearer vdf_test';
    const said = { detail: 'Not here.', code: 'not_found', reason: 'not_found.job', params: {} };
    const problem = { type: 'about:blank', status: 404, title: 'Not Found', ...said };
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? replies.get(name) : problem));
  }).listen(0);
  await once(server, 'listening');
  url = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  replies.clear();
  asked.length = 0;
});

const jobs = (...args: string[]) =>
  runCli(['jobs', ...args, '--server', url], undefined, { VDF_TOKEN: 'vdf_test', XDG_CONFIG_HOME: '/nonexistent' });

describe('vdf jobs', () => {
  it('lists them, and says of each how far it is', async () => {
    replies.set('GET /api/jobs?state=open&limit=24', { jobs: [jobOf({})], nextCursor: null });
    expect(await jobs('--state', 'open')).toEqual({
      code: 0,
      stdout: `Walk  ${ID}  dataset  labelling 3 of 10 frames, 4 s left\n`,
      stderr: '',
    });
  });

  it('steers one, prints its log in sentences, and writes its result', async () => {
    replies.set(`POST /api/jobs/${ID}/pause`, jobOf({ state: 'paused' }));
    expect(JSON.parse((await jobs('pause', ID, '--json')).stdout)).toMatchObject({ id: ID, state: 'paused' });
    replies.set(`GET /api/jobs/${ID}/log`, { entries: [entry(1, 'queued')] });
    expect((await jobs('log', ID)).stdout).toBe(`${AT}  Queued.\n`);
    replies.set(`GET /api/jobs/${ID}/result`, { version: 1 });
    await inFolder(async (folder) => {
      const out = join(folder, 'project.json');
      expect((await jobs('result', ID, '--out', out)).code).toBe(0);
      expect(await readFile(out, 'utf8')).toBe('{"version":1}');
    });
  });

  it('says what the server refuses, and takes nothing for an id that is none', async () => {
    expect(await jobs('show', ID)).toEqual({ code: 1, stdout: '', stderr: 'Not here.\n' });
    const refused = await jobs('show', ID, '--json');
    expect(refused).toMatchObject({ code: 1, stderr: 'Not here.\n' });
    const error = { code: 'not_found', reason: 'not_found.job', params: {}, message: 'Not here.' };
    expect(JSON.parse(refused.stdout)).toEqual({ error });
    asked.length = 0;
    expect((await jobs('show', '../users/me')).code).toBe(2);
    expect(asked).toEqual([]);
  });
});

describe('watching a job', () => {
  it('asks for what is new until it has ended, and shows each part once', async () => {
    const changes = (after: number, reply: JobChanges) =>
      replies.set(`GET /api/jobs/${ID}/changes?after=${after}`, reply);
    changes(5, { job: jobOf({ revision: 9, done: 4 }), frames: [], log: [entry(7, 'paused')], more: true });
    changes(7, { job: jobOf({ revision: 9, done: 5 }), frames: [], log: [entry(9, 'resumed')], more: false });
    changes(9, { job: jobOf({ revision: 10, state: 'done' }), frames: [], log: [entry(10, 'done')], more: false });
    const shown: string[] = [];
    const view: ProgressView = {
      show: (stage, { done, total }) => shown.push(`${stage} ${done}/${total}`),
      say: (line) => shown.push(line),
      end: () => shown.push('end'),
    };
    const access = { server: url, token: 'vdf_test' };
    const last = await watchJob(access, jobOf({}), { view, signal: new AbortController().signal });
    expect(last.state).toBe('done');
    expect(shown).toEqual([
      'Walk: Paused.',
      'Labelling 4/10',
      'Walk: Resumed.',
      'Labelling 5/10',
      'Walk: Done.',
      'end',
    ]);
    expect(asked).toHaveLength(3);
  });

  it('stops at once on an abort', async () => {
    replies.set(`GET /api/jobs/${ID}/changes?after=5`, { job: jobOf({}), frames: [], log: [], more: false });
    const view: ProgressView = { show: () => undefined, say: () => undefined, end: () => undefined };
    const access = { server: url, token: 'vdf_test' };
    const watching = watchJob(access, jobOf({}), { view, signal: AbortSignal.timeout(200) });
    await expect(watching).rejects.toMatchObject({ code: 'aborted' });
  });
});
