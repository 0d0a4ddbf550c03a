// @module-tag process
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectSchema } from '../core/schema/project.ts';
import { DEMO_ACCOUNT, makeDemo, type Demo } from '../scripts/dev/demo.ts';
import { startTestServer, type TestServer } from '../server/testing/test-server.ts';

/** Two frames, one of which the engine labels: the least that is a dataset. */
const TWO_FRAMES = { kind: 'every', n: 50 } as const;

let server: TestServer;
let demo: Demo;
const said: string[] = [];
const make = () => makeDemo(server.url, (text) => said.push(text), TWO_FRAMES);

beforeAll(async () => {
  server = await startTestServer();
  demo = await make();
}, 180_000);
afterAll(() => server.close());

it('has an account with labels of the engine to review, and a dataset of as many frames', async () => {
  const visitor = server.visitor();
  const { email: login, password } = DEMO_ACCOUNT;
  expect((await visitor.json('POST', '/api/auth/login', { login, password })).status).toBe(200);
  const { status, json } = await visitor.get(`/api/datasets/${demo.dataset.datasetId}`);
  expect(status).toBe(200);
  expect(json).toMatchObject({ name: 'Sample dataset' });
  const project = projectSchema.parse((await visitor.get(`/api/jobs/${demo.labels.id}/result`)).json);
  const found = project.tracks.flatMap(({ shapes }) => Object.values(shapes).filter(({ source }) => source !== 'user'));
  expect(found.length).toBeGreaterThan(0);
  expect((await visitor.get(`/api/videos/${demo.labels.videoId}/content`)).status).toBe(200);
});

it('is made once', async () => {
  expect(said).toHaveLength(1);
  const again = await make();
  expect([again.labels.id, again.dataset.datasetId]).toEqual([demo.labels.id, demo.dataset.datasetId]);
  expect(said).toHaveLength(1);
});
