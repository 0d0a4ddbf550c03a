import { describe, expect, it, vi } from 'vitest';
import { ForgeError } from '../../../../core/errors.ts';
import type { PromptedMask } from '../../../../core/engine/prompted-mask.ts';
import type { Prompt } from '../../../../core/ports/segmenter.ts';
import { frameIndex, imageBox, imagePoint } from '../../../../core/schema/brands.ts';
import { SMART_OFF, SmartSession, type SmartEngine, type SmartStatus } from './smart-session.ts';

const [first, second] = [frameIndex(0), frameIndex(1)];
const prompt = (x: number): Prompt => ({ points: [{ at: imagePoint(x, 0), positive: true }] });
/** A mask that encodes the prompt it answers. */
const maskOf = (wanted: Prompt): PromptedMask => {
  const x = wanted.points?.[0]?.at[0] ?? 0;
  return { mask: { width: 100, height: 1, counts: [x, 1, 99 - x] }, predictedIou: 1, fill: wanted.box ? 0.74 : null };
};

/** An engine whose answers wait until the test releases them. */
function setUp(overrides: Partial<SmartEngine> = {}) {
  const calls: string[] = [];
  const waiting: (() => void)[] = [];
  const engine: SmartEngine = {
    load: async () => void calls.push('load'),
    prepare: async (frame) => void calls.push(`prepare ${frame}`),
    mask: async (frame, wanted) => {
      calls.push(`mask ${frame} ${wanted.points?.[0]?.at[0]}`);
      await new Promise<void>((go) => waiting.push(go));
      return maskOf(wanted);
    },
    release: async () => void calls.push('release'),
    restart: () => false,
    ...overrides,
  };
  let status: SmartStatus = SMART_OFF;
  const session = new SmartSession(engine, (patch) => {
    status = { ...status, ...patch };
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const answer = async () => {
    waiting.shift()?.();
    await settle();
  };
  return { calls, session, settle, answer, status: () => status, waiting };
}

describe('smart select', () => {
  it('prepares the frame at once and answers what was asked meanwhile', async () => {
    const { calls, session, settle, answer, status } = setUp();
    session.setFrame(first);
    session.setPrompt(prompt(5));
    await settle();
    expect(calls).toEqual(['load', 'prepare 0', 'mask 0 5']);
    expect(status()).toMatchObject({ phase: 'ready', preview: null, answering: true });
    await answer();
    expect(status().preview?.counts[0]).toBe(5);
    expect(status().answering).toBe(false);
  });

  it('asks only the newest of the prompts that came while it waited', async () => {
    const { calls, session, settle, answer, status } = setUp();
    session.setFrame(first);
    await settle();
    for (const x of [1, 2, 3, 4]) session.setPrompt(prompt(x));
    await settle();
    session.setPrompt(prompt(9));
    await answer();
    await answer();
    expect(calls.filter((call) => call.startsWith('mask'))).toEqual(['mask 0 1', 'mask 0 9']);
    expect(status().preview?.counts[0]).toBe(9);
  });

  it('shows how far the mask fills the box, until the prompt is another one', async () => {
    const { session, settle, answer, status } = setUp();
    session.setFrame(first);
    session.setPrompt({ box: imageBox(0, 0, 20, 1) });
    await settle();
    await answer();
    expect(status()).toMatchObject({ fill: 0.74, answering: false });
    session.setPrompt(prompt(5));
    await settle();
    await answer();
    expect(status()).toMatchObject({ fill: null, answering: false });
    session.setPrompt({ box: imageBox(0, 0, 20, 1) });
    await settle();
    await answer();
    session.setPrompt(null);
    expect(status()).toMatchObject({ preview: null, fill: null });
  });

  it('drops an answer for a frame that was left, and for a prompt that was taken back', async () => {
    const { session, settle, answer, status } = setUp();
    session.setFrame(first);
    session.setPrompt(prompt(5));
    await settle();
    session.setFrame(second);
    await answer();
    expect(status()).toMatchObject({ phase: 'ready', preview: null });
    session.setPrompt(prompt(6));
    await settle();
    session.setPrompt(null);
    await answer();
    expect(status().preview).toBeNull();
  });

  it('lets go of the frame', async () => {
    const { calls, session, settle, status } = setUp();
    session.setFrame(first);
    await settle();
    session.setFrame(null);
    await settle();
    expect(calls.at(-1)).toBe('release');
    expect(status().phase).toBe('off');
  });

  it('prepares the frame again when a job of the engine came between', async () => {
    let interrupted = false;
    const mask = async (_: unknown, wanted: Prompt) => {
      if (interrupted) return maskOf(wanted);
      interrupted = true;
      throw new ForgeError('aborted.job');
    };
    const { calls, session, settle, status } = setUp({ mask });
    session.setFrame(first);
    session.setPrompt(prompt(5));
    await settle();
    expect(calls).toEqual(['load', 'prepare 0', 'prepare 0']);
    expect(status().preview?.counts[0]).toBe(5);
  });

  it('starts the model anew on a lost device, and says what failed where there is no other way', async () => {
    const restart = vi.fn().mockReturnValueOnce(true).mockReturnValue(false);
    const prepare = () => Promise.reject(new ForgeError('device_lost.graphics'));
    const { calls, session, settle, status } = setUp({ restart, prepare });
    session.setFrame(first);
    await settle();
    expect(calls).toEqual(['load', 'load']);
    expect(status()).toMatchObject({ phase: 'failed', error: { code: 'device_lost' } });
  });
});
