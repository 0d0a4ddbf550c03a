// @module-tag process
import { describe, expect, it } from 'vitest';
import { ForgeError } from '../../core/errors.ts';
import { findModelEntry, readModelFile } from '../models/model-files.ts';
import { OrtThreadRuntime } from './ort-thread-runtime.ts';

async function decoder() {
  const file = (await findModelEntry({ id: 'mobile-sam' })).files.find(({ role }) => role === 'decoder');
  if (!file) throw new Error('no decoder');
  const inputs = Object.fromEntries(
    file.inputs.map(({ name, dims }) => {
      const sizes = dims.map((dim) => (typeof dim === 'number' ? dim : 1));
      return [
        name,
        { data: new Float32Array(sizes.reduce((product, size) => product * size, 1)).fill(1), dims: sizes },
      ];
    }),
  );
  return { graph: await readModelFile(file), inputs };
}

const WANTED = ['low_res_masks', 'iou_predictions'];

describe('a runtime in a thread of its own', () => {
  it('leaves this thread free while a graph runs, and reports the time inside the run', async () => {
    const { graph, inputs } = await decoder();
    const session = await new OrtThreadRuntime('cpu').load(graph);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const start = performance.now();
    const first = await session.run(inputs, WANTED);
    const wall = performance.now() - start;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(session.runMilliseconds).toBeGreaterThan(0);
    expect(session.runMilliseconds).toBeLessThan(wall);
    expect(first['low_res_masks']?.dims).toEqual([1, 1, 256, 256]);
    // Inputs are copied, not transferred: they can be used again.
    expect(await session.run(inputs, WANTED)).toEqual(first);
    await session.release();
  });

  it('does not count the time that this thread is busy as time inside the run', async () => {
    const { graph, inputs } = await decoder();
    const session = await new OrtThreadRuntime('cpu').load(graph);
    await session.run(inputs, WANTED);
    const before = session.runMilliseconds ?? 0;
    const run = session.run(inputs, WANTED);
    const busyUntil = performance.now() + 1500;
    while (performance.now() < busyUntil);
    await run;
    expect((session.runMilliseconds ?? 0) - before).toBeLessThan(1400);
    await session.release();
  });

  it('says what is wrong with a graph and can load another one after it', async () => {
    const runtime = new OrtThreadRuntime('cpu');
    const broken = runtime.load(Uint8Array.from([1, 2, 3]));
    await expect(broken).rejects.toMatchObject({ name: 'ForgeError', code: 'backend_unavailable' });
    const { graph, inputs } = await decoder();
    const session = await runtime.load(graph);
    expect(Object.keys(await session.run(inputs, WANTED))).toEqual(WANTED);
    const fault = await session.run(inputs, ['nothing']).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ForgeError);
    expect(fault).toMatchObject({ code: 'model_run_failed', cause: expect.any(Error) as unknown });
    await session.release();
    await expect(session.run(inputs, WANTED)).rejects.toMatchObject({ code: 'model_run_failed' });
  });
});
