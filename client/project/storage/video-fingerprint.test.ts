// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { fingerprintOf } from './video-fingerprint.ts';

const MIB = 2 ** 20;

function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 8)) & 255);
}

const print = (bytes: Uint8Array<ArrayBuffer>) => fingerprintOf(new Blob([bytes]));

describe('the fingerprint of a video', () => {
  it('is SHA-256 over its label, its size, and its first, middle and last MiB', async () => {
    // Computed with Python's hashlib: projects that are stored already must find their videos again.
    expect(await print(bytesOf(5 * MIB + 7))).toBe('8a0733c2a49246f2fa75e066ac42b50cea45dbe58c1dea21087b95eae4a535dd');
  });

  it('tells files apart that differ in a byte that is read, or in length alone', async () => {
    const bytes = bytesOf(5 * MIB);
    const same = await print(bytes);
    expect(await print(bytes.slice())).toBe(same);
    for (const at of [0, 2.5 * MIB, 5 * MIB - 1]) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await print(changed), String(at)).not.toBe(same);
    }
    expect(await print(new Uint8Array(4 * MIB))).not.toBe(await print(new Uint8Array(6 * MIB)));
  });

  it('reads a short file whole, and an empty one', async () => {
    const short = bytesOf(2 * MIB);
    const changed = short.slice();
    changed[MIB + 3] = (changed[MIB + 3] ?? 0) ^ 1;
    expect(await print(changed)).not.toBe(await print(short));
    expect(await print(new Uint8Array(0))).toMatch(/^[0-9a-f]{64}$/);
  });
});
