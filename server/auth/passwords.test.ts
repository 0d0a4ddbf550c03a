import { describe, expect, it } from 'vitest';
import { hashPassword, isCommonPassword, isPasswordRight } from './passwords.ts';

describe('promise 3: passwords', () => {
  it('are hashed with Argon2id, at least 19 MiB, two passes, one lane, each with its own salt', async () => {
    const [one, two] = await Promise.all([
      hashPassword('seven green elephants'),
      hashPassword('seven green elephants'),
    ]);
    expect(one).not.toBe(two);
    const [, memory, passes, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(one) ?? [];
    expect(Number(memory)).toBeGreaterThanOrEqual(19 * 1024);
    expect([passes, lanes]).toEqual(['2', '1']);
    expect(await isPasswordRight('seven green elephants', one)).toBe(true);
    expect(await isPasswordRight('Seven green elephants', one)).toBe(false);
  });

  it('cost an unknown user the same work as a wrong password: both wait in the same queue for a hash', async () => {
    const known = await hashPassword('seven green elephants');
    await isPasswordRight('warm up', null);
    const filling = Array.from({ length: 250 }, async () => hashPassword('x'.repeat(20)));
    const settled = Promise.allSettled(filling);
    for (const hash of [known, null])
      await expect(isPasswordRight('wrong', hash)).rejects.toMatchObject({ code: 'too_many_requests' });
    await settled;
    for (const hash of [known, null]) expect(await isPasswordRight('wrong', hash)).toBe(false);
  });

  it('are the same however a keyboard composes them', async () => {
    const hash = await hashPassword('caf\u00e9 au lait');
    expect(await isPasswordRight('cafe\u0301 au lait', hash)).toBe(true);
  });

  it('are hashed only so many at once, and beyond a queue refused', async () => {
    const many = Array.from({ length: 260 }, async () => hashPassword('x'.repeat(20)));
    const results = await Promise.allSettled(many);
    const refused = results.filter((each) => each.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(260);
    for (const each of refused) expect(each.reason).toMatchObject({ code: 'too_many_requests' });
    expect(await isPasswordRight('x', await hashPassword('x'))).toBe(true);
  });

  it('know the commonest ones in any case', () => {
    for (const common of ['password', 'PASSWORD1', 'qwertyuiop', '12345678'])
      expect(isCommonPassword(common)).toBe(true);
    expect(isCommonPassword('seven green elephants')).toBe(false);
  });
});
