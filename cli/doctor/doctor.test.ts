// @module-tag process
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelCheck } from './doctor-models.ts';
import type { Diagnosis } from './doctor.ts';
import { smallMp4 } from '../../tests/fixtures/hostile-mp4.ts';
import { inFolder, runCli, writeDiscs } from '../testing/cli.ts';

describe('vdf doctor', () => {
  it('finds that the model runs on the CPU here and names a remedy for each fault', async () => {
    const { code, stdout } = await runCli(['doctor', '--json']);
    const { versions, backends, jobs, models, disk, faults } = JSON.parse(stdout) as Diagnosis;
    expect(versions.node).toBe(process.versions.node);
    expect(versions['onnxruntime-node']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(backends.map(({ backend }) => backend)).toEqual(['cuda', 'webgpu', 'cpu']);
    expect(backends.find(({ backend }) => backend === 'cpu')).toMatchObject({
      works: true,
      precision: { precision: 'fp32', reason: expect.any(String) as string },
    });
    expect(models.flatMap(({ files }) => files.map(({ state }) => state))).toEqual(['verified', 'verified']);
    expect(disk.freeBytes).toBeGreaterThan(0);
    for (const { what, todo } of faults) expect(`${what} ${todo}`).toMatch(/^[A-Z].+\. [A-Z].+\.$/s);
    expect(code).toBe(faults.some(({ serious }) => serious) ? 1 : 0);
    const best = backends.find(({ works }) => works)?.backend;
    expect(jobs).toMatchObject({ device: best, settings: { slots: null, device: 'auto' } });
    expect(jobs?.passedOver.map(({ device }) => device)).toEqual(
      backends
        .slice(
          0,
          backends.findIndex(({ works }) => works),
        )
        .map(({ backend }) => backend),
    );
  });

  it('says what jobs would run on by the settings of the server, and what is wrong with those', async () => {
    const { stdout } = await runCli(['doctor'], undefined, {
      WORKER_SLOTS: '3',
      WORKER_DEVICE: 'cpu',
      WORKER_PRECISION: 'fp16',
      WORKER_THREADS: '2',
    });
    expect(stdout).toMatch(/^jobs +3 at a time on cpu in fp16 with 2 threads$/m);
    expect(stdout).toMatch(/^cpu +works, in fp32 \(a CPU gains nothing by fp16\)$/m);
    const wrong = await runCli(['doctor', '--json'], undefined, { WORKER_DEVICE: 'abacus' });
    expect(wrong.code).toBe(1);
    const { jobs, faults } = JSON.parse(wrong.stdout) as Diagnosis;
    expect(jobs).toBeNull();
    expect(faults.find(({ what }) => what.includes('WORKER_DEVICE'))).toMatchObject({ serious: true });
  });
});

describe('vdf models', () => {
  it('lists the files of the manifest as verified', async () => {
    const { code, stdout } = await runCli(['models', '--json']);
    const models = JSON.parse(stdout) as ModelCheck[];
    expect(models.map(({ id }) => id)).toContain('mobile-sam');
    expect(models.flatMap(({ files }) => files).every(({ state }) => state === 'verified')).toBe(true);
    expect(code).toBe(0);
    expect((await runCli(['models'])).stdout).toMatch(/mobile-sam: .*Apache-2\.0[\s\S]*verified/);
  });
});

describe('vdf inspect', () => {
  it('says what a folder of images is', async () => {
    await inFolder(async (folder) => {
      const images = join(folder, 'discs');
      await mkdir(images);
      await writeDiscs(images, 3);
      const { code, stdout } = await runCli(['inspect', images, '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        name: 'discs',
        container: 'images',
        codec: 'png',
        width: 240,
        height: 160,
        frameCount: 3,
      });
      expect((await runCli(['inspect', images])).stdout).toMatch(/Frame rate +25 a second, constant/);
    });
  });

  it('refuses a small file that claims a billion frames, in one sentence', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'endless.mp4');
      await writeFile(path, smallMp4({ times: [[1e9, 40]], shifts: [[1e9, 40]], sizes: { each: 100, count: 1e9 } }));
      expect(await runCli(['inspect', path])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: '"endless.mp4" is damaged: it claims 1000000000 frames, more than its bytes can hold.\n',
      });
    });
  });
});
