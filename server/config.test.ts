import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { environmentSchema, readConfig } from './config.ts';

describe('the settings', () => {
  it('have values where nothing is set', () => {
    expect(readConfig({})).toMatchObject({ port: 8000, dataDir: './data', logLevel: 'info' });
  });

  it('are taken from the environment', () => {
    expect(readConfig({ PORT: '0', DATA_DIR: '/srv/data', LOG_LEVEL: 'debug', HOME: '/root' })).toMatchObject({
      port: 0,
      dataDir: '/srv/data',
      logLevel: 'debug',
    });
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '0x50'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'example.org'],
    ['TRUST_PROXY', 'yes'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['SESSION_SECRETS', 'short'],
    ['PRICE_PER_FRAME_CLASS', '-1'],
    ['CURRENCY', 'dollars'],
    ['UPLOAD_MAX_BYTES', '0'],
    ['QUOTA_BYTES', '1e9'],
    ['METRICS_TOKEN', 'short'],
    ['S3_ENDPOINT', 'minio:9000'],
  ])('refuse %s="%s" in one sentence that names it', (name, value) => {
    expect(() => readConfig({ [name]: value, S3_BUCKET: 'b' })).toThrow(
      new RegExp(`^The setting ${name} is wrong: .* wanted\\.$`),
    );
  });

  it('count an empty value as none, as compose files pass it', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', S3_BUCKET: '' })).toEqual(readConfig({}));
  });

  it('want a whole set for a bucket', () => {
    const keys = { S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };
    expect(readConfig({ S3_BUCKET: 'c', ...keys }).s3?.credentials).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' });
    expect(() => readConfig(keys)).toThrow(/S3_BUCKET/);
    expect(() => readConfig({ S3_BUCKET: 'c', S3_ACCESS_KEY_ID: 'a' })).toThrow(/S3_SECRET_ACCESS_KEY/);
  });

  it('are all explained in .env.example, with nothing that the server does not read', async () => {
    const example = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
    const named = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
  });
});
