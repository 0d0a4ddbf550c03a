import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { buildKernel } from '../../scripts/build-kernel.ts';

it('commits the kernel that its source compiles to', async () => {
  const committed = await readFile(new URL('../../core/engine/matching/kernel-wasm.ts', import.meta.url), 'utf8');
  expect(committed).toBe(await buildKernel());
});
