// @module-tag process
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../core/schema/api/jobs.ts';
import { numberedClip } from '../../tests/fixtures/numbered-clip.ts';
import { clipMetadata, clipProject, jobWhen, orderOf, startJob } from '../jobs/testing/job.ts';
import type { TestClient } from '../testing/test-client.ts';
import { DATABASES, startTestServer, type TestServer } from '../testing/test-server.ts';
import { uploadVideo } from '../videos/testing/upload.ts';

const TOKEN = 'a-secret-of-the-monitoring';
const FRAMES = 3;
const every = { kind: 'every', n: 1 } as const;
const isOver = ({ state }: Job) => state === 'done' || state === 'failed';

/** The samples of a scrape by name with labels, as Prometheus writes them. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

describe.each(DATABASES)('metrics on the %s database', (kind) => {
  let server: TestServer;
  let ann: TestClient;
  let videoId: string;

  beforeAll(async () => {
    server = await startTestServer(kind, { METRICS_TOKEN: TOKEN });
    ann = await server.user();
    videoId = await uploadVideo(ann, await numberedClip({ frames: FRAMES, width: 320, height: 240 }));
  });
  afterAll(() => server.close());

  const order = () => orderOf(videoId, clipProject(clipMetadata(FRAMES), [0], every), 'labels');
  const ask = (path: string, token: string) => server.visitor().get(path, { authorization: `Bearer ${token}` });
  const scrape = async () => samplesOf(new TextDecoder().decode((await ask('/api/metrics', TOKEN)).bytes));

  it('are text for requests with the token, which opens nothing else', async () => {
    const reply = await ask('/api/metrics', TOKEN);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const text = new TextDecoder().decode(reply.bytes);
    // Prometheus refuses a scrape with a line that it cannot read or a family that comes twice.
    const sample = /^[a-z][a-z0-9_]*(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf)$/;
    for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('# ')))
      expect(line).toMatch(sample);
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(families).size).toBe(families.length);
    expect(families).toEqual(expect.arrayContaining(['vdf_tasks', 'process_resident_memory_bytes']));
    for (const wrong of ['', 'wrong', `${TOKEN}x`, TOKEN.slice(1)])
      expect((await ask('/api/metrics', wrong)).json).toMatchObject({ status: 401, code: 'not_signed_in' });
    expect((await ask('/api/admin/overview', TOKEN)).status).toBe(401);
    expect((await ask('/api/users/me', TOKEN)).status).toBe(401);
  });

  it('say what there is, and count jobs with their frames beyond their removal', async () => {
    const { id } = await startJob(ann, order());
    await jobWhen(ann, id, isOver);
    const done = 'state="done",device="cpu"';
    const expected = {
      'vdf_jobs{state="done"}': 1,
      'vdf_tasks{state="running"}': 0,
      'vdf_worker_slots{device="cpu"}': 1,
      vdf_users: 1,
      'vdf_stored_items{kind="videos"}': 1,
      [`vdf_jobs_ended_total{${done},error_code=""}`]: 1,
      'vdf_frames_labelled_total{device="cpu"}': FRAMES,
      [`vdf_job_duration_seconds_count{${done}}`]: 1,
      [`vdf_job_duration_seconds_bucket{${done},le="+Inf"}`]: 1,
    };
    await scrapeUntil('vdf_worker_slots{device="cpu"}', 1);
    expect(Object.fromEntries(await scrape())).toMatchObject(expected);
    expect((await ann.send('DELETE', `/api/jobs/${id}`)).status).toBe(204);
    expect(Object.fromEntries(await scrape())).toMatchObject({ ...expected, 'vdf_jobs{state="done"}': 0 });
  });

  it.skipIf(kind !== 'embedded')(
    'count a frame once where a job is tried anew',
    async () => {
      const before = (await scrape()).get('vdf_frames_labelled_total{device="cpu"}') ?? 0;
      const { id } = await startJob(ann, order());
      await jobWhen(ann, id, ({ done }) => done >= 1);
      expect((await ann.json('POST', `/api/jobs/${id}/cancel`)).status).toBe(200);
      const then = (await scrape()).get('vdf_frames_labelled_total{device="cpu"}') ?? 0;
      expect(then - before).toBeGreaterThanOrEqual(1);
      expect((await ann.json('POST', `/api/jobs/${id}/retry`)).status).toBe(200);
      await jobWhen(ann, id, isOver);
      expect((await scrape()).get('vdf_frames_labelled_total{device="cpu"}')).toBe(before + FRAMES);
    },
    120_000,
  );

  it('cost as many queries however much there is', async () => {
    const queries = async () => {
      let count = 0;
      const counting = () => (count += 1);
      server.open.database.knex.on('query', counting);
      // The worker polls the queue meanwhile: the least of some scrapes is a scrape's own cost.
      const each: number[] = [];
      for (let scrapes = 0; scrapes < 8; scrapes++) {
        count = 0;
        await scrape();
        each.push(count);
      }
      server.open.database.knex.removeListener('query', counting);
      return Math.min(...each);
    };
    expect(await queries()).toBe(5);
    for (let users = 0; users < 3; users++) await uploadVideo(await server.user(), new TextEncoder().encode('a video'));
    expect(await queries()).toBe(5);
  });

  it('have labels that do not grow with what is asked', async () => {
    const labels = async () =>
      [...(await scrape()).keys()].filter((name) => name.startsWith('vdf_http_request_duration_seconds_count')).sort();
    const ask = async (at: string) => {
      await ann.get(`/api/jobs/${crypto.randomUUID()}`);
      await ann.get(`/api/nowhere/${at}`);
      await ann.get(`/${at}.png`);
      await ann.send('PROPFIND', `/${at}`);
      await ann.send('SEARCH', `/${at}`);
    };
    await ask('first');
    // The first scrape is itself counted when the second one asks.
    await labels();
    const before = await labels();
    expect(before).toContain(
      'vdf_http_request_duration_seconds_count{method="GET",route="/api/jobs/:id",status="404"}',
    );
    for (let at = 0; at < 5; at++) await ask(`other-${at}`);
    expect(await labels()).toEqual(before);
  });

  async function scrapeUntil(name: string, value: number): Promise<void> {
    const until = Date.now() + 20_000;
    while ((await scrape()).get(name) !== value) {
      if (Date.now() > until) throw new Error(`${name} is not ${value}`);
      await wait(200);
    }
  }
});
