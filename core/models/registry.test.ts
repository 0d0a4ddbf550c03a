import { describe, expect, it } from 'vitest';
import type { ModelRuntime } from '../ports/model-runtime.ts';
import { openModel, type Model } from './model.ts';
import { DEFAULT_MODEL, findModel, MODELS } from './registry.ts';

const NO_FILES = { graphs: {}, hashes: {} };
const UNTOUCHED: ModelRuntime = {
  backend: 'cpu',
  mayComputeHalf: false,
  load: () => Promise.reject(new Error('nothing should be loaded')),
};

describe('the registry of models', () => {
  it('finds each by its id, and refuses an id that it does not have', () => {
    for (const model of MODELS) expect(findModel(model.id)).toBe(model);
    expect(() => findModel('none')).toThrow(expect.objectContaining({ code: 'model_unavailable' }) as Error);
  });

  it('has a default that takes every prompt which the engine gives', () => {
    expect([...DEFAULT_MODEL.prompts].sort()).toEqual(['box', 'maskLogits', 'points']);
  });

  it.each(MODELS)('opens $title with all of its graphs only', async (model) => {
    await expect(openModel(model, UNTOUCHED, NO_FILES)).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  it('opens no model in a precision that it lacks', async () => {
    const model: Model = { ...DEFAULT_MODEL, precisions: ['fp32'] };
    const opened = openModel(model, UNTOUCHED, NO_FILES, 'fp16');
    await expect(opened).rejects.toMatchObject({ code: 'backend_unavailable' });
  });
});
