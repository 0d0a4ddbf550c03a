import { describe, expect, it } from 'vitest';
import { nextTurn } from '../next-turn.ts';
import { TaskQueue } from './task-queue.ts';

/** Tasks that record when they begin, and end on command. */
function noted(serial: TaskQueue) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string, kind: 'urgent' | 'patient') =>
    serial.run(async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    }, kind);
  const end = (name: string) => ends.get(name)?.();
  return { begun, run, end };
}

describe('tasks that run one at a time', () => {
  it('begin at once, and then urgent ones first', async () => {
    const { begun, run, end } = noted(new TaskQueue());
    const all = [run('a', 'patient'), run('b', 'patient'), run('c', 'urgent'), run('d', 'urgent')];
    expect(begun).toEqual(['a']);
    for (const name of ['a', 'c', 'd', 'b']) {
      await nextTurn();
      expect(begun.at(-1)).toBe(name);
      end(name);
    }
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
    expect(begun).toEqual(['a', 'c', 'd', 'b']);
  });

  it('begin before the result of the one before is delivered, where both are patient', async () => {
    const { begun, run, end } = noted(new TaskQueue());
    const first = run('a', 'patient').then(() => [...begun]);
    const second = run('b', 'patient');
    end('a');
    expect(await first).toEqual(['a', 'b']);
    end('b');
    await second;
  });

  it('let who waited for an urgent one ask for the next before a patient one begins', async () => {
    const { begun, run, end } = noted(new TaskQueue());
    const course = run('a', 'urgent')
      .then(() => Promise.resolve())
      .then(() => run('b', 'urgent'));
    const patient = run('p', 'patient');
    end('a');
    await nextTurn();
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await course;
    await nextTurn();
    expect(begun).toEqual(['a', 'b', 'p']);
    end('p');
    await patient;
  });

  it('go on after one that failed, and its asker gets the failure', async () => {
    const serial = new TaskQueue();
    const failed = serial.run(() => Promise.reject(new Error('broken')), 'urgent');
    const next = serial.run(() => Promise.resolve(7), 'patient');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe(7);
  });
});
