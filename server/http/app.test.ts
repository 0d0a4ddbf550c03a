// @module-tag process
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MODEL } from '../../core/models/registry.ts';
import { modelManifestSchema, type ModelFile } from '../../core/schema/model-manifest.ts';
import { findModelEntry, locateModelFile } from '../../node/models/model-files.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { modelRoutes } from './model-routes.ts';
import { problemHandler } from './problem.ts';

let folder: string;
let server: TestServer;
let port: number;

beforeAll(async () => {
  // Clones can be in folders whose names begin with a dot, too.
  folder = await mkdtemp(join(tmpdir(), '.vdf-client-'));
  await mkdir(join(folder, 'client', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'client', 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(folder, 'client', 'assets', 'main-abc.js'), 'export {};');
  server = await startTestServer('embedded', {}, { clientDir: join(folder, 'client') });
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://localhost:${port}${path}`, { headers });

/** fetch() normalizes paths before it sends them; this does not. */
function getRaw(
  path: string,
  headers: Record<string, string> = { accept: 'text/html' },
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.once('error', reject);
    request.end();
  });
}

async function aModelFile(): Promise<ModelFile> {
  const [file] = (await findModelEntry(DEFAULT_MODEL)).files;
  if (!file) throw new Error('the manifest names no file of the default model');
  return file;
}

describe('the server', () => {
  it('serves the page for addresses of pages, and nothing for missing files', async () => {
    const page = await get('/', { accept: 'text/html' });
    expect(await page.text()).toContain('page');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/projects/3', { accept: 'text/html' })).status).toBe(200);
    const missing = await get('/assets/none.js', { accept: 'text/html' });
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(await missing.json()).toEqual({
      type: 'about:blank',
      status: 404,
      title: 'Not Found',
      detail: 'There is nothing at this address.',
      code: 'not_found',
      reason: 'not_found.address',
      params: {},
    });
    for (const path of ['/assets', '/assets/none', '/api/none', '/models/none/none', '/ort/none/none', '/none.png'])
      expect((await get(path, { accept: 'text/html' })).status, path).toBe(404);
    expect((await get('/projects/3', { accept: 'application/json' })).status).toBe(404);
    expect((await fetch(`http://localhost:${port}/`, { method: 'POST' })).status).toBe(404);
    const asset = await get('/assets/main-abc.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('isolates the page and lets no string become code', async () => {
    const { headers } = await get('/', { accept: 'text/html' });
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    for (const part of ["default-src 'self'", "connect-src 'self'", "object-src 'none'", "frame-ancestors 'none'"])
      expect(policy.split(';')).toContain(part);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('serves the model files that the manifest names, whole and in parts, and says when nothing changed', async () => {
    const graph = await aModelFile();
    const whole = await get(`/models/${graph.name}`);
    const bytes = new Uint8Array(await whole.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(graph.sha256);
    expect(whole.headers.get('content-length')).toBe(String(graph.bytes));
    const part = await get(`/models/${graph.name}`, { range: 'bytes=100-199' });
    expect(part.status).toBe(206);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(100, 200));
    expect((await get(`/models/${graph.name}`, { range: `bytes=${graph.bytes}-` })).status).toBe(416);
    // fetch() would add "no-cache" to a request with its own tag.
    const again = await getRaw(`/models/${graph.name}`, { 'if-none-match': whole.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    const { models } = modelManifestSchema.parse(await (await get('/models/manifest.json')).json());
    const { id, title, licence } = DEFAULT_MODEL;
    expect(models).toContainEqual(expect.objectContaining({ id, title, licence }));
  });

  it('hands out no model file that is missing or damaged, says so, and hands it out once it is mended', async () => {
    const file = await aModelFile();
    const path = join(folder, 'model.onnx');
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line) => lines.push(line) });
    const other = express()
      .use(
        '/models',
        modelRoutes(() => path),
      )
      .use(problemHandler(log))
      .listen(0);
    await once(other, 'listening');
    const address = `http://localhost:${(other.address() as AddressInfo).port}/models/${file.name}`;
    const missing = await fetch(address);
    expect(missing.status).toBe(503);
    expect(await missing.json()).toMatchObject({
      code: 'model_unavailable',
      detail: expect.stringContaining('npm install') as string,
    });
    await writeFile(path, 'not a model');
    const damaged = await fetch(address);
    expect(damaged.status).toBe(500);
    expect(await damaged.json()).toMatchObject({ code: 'model_hash_mismatch' });
    expect(lines).toHaveLength(2);
    await copyFile(locateModelFile(file), path);
    expect((await fetch(address, { method: 'HEAD' })).headers.get('content-length')).toBe(String(file.bytes));
    other.close();
  });

  it('serves the runtime files it lists', async () => {
    const response = await get('/ort/ort-wasm-simd-threaded.wasm');
    expect(response.headers.get('content-type')).toBe('application/wasm');
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1_000_000);
    expect((await get('/ort/ort.all.min.js')).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/models/..%2f..%2fpackage.json',
    '/models/%00',
    '/models/unknown.onnx',
    '/ort/..%2fpackage.json',
    '/ort/%2e%2e%2fpackage.json',
    '/assets/main-abc.js%00.txt',
  ])('lets %s lead nowhere', async (path) => {
    const { status, body } = await getRaw(path);
    expect([400, 403, 404]).toContain(status);
    expect(body).not.toContain('secret');
    expect(body).not.toContain('vision-data-forge');
  });

  it('is healthy', async () => {
    const health = await get('/api/health');
    expect(await health.json()).toEqual({ status: 'ok' });
    expect(health.headers.get('cache-control')).toBe('no-store');
    expect(health.headers.get('x-request-id')).not.toBe((await get('/api/health')).headers.get('x-request-id'));
  });
});
