// @vitest-environment node
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Picture } from './picture.ts';
import { BitmapDouble } from './testing/picture.ts';

/** A canvas that refuses closed bitmaps, as browsers do. */
function canvas() {
  const drawn: BitmapDouble[] = [];
  const drawImage = (bitmap: BitmapDouble) => {
    if (bitmap.closed > 0) throw new DOMException('The image source is detached', 'InvalidStateError');
    drawn.push(bitmap);
  };
  return { drawn, context: { drawImage } as unknown as CanvasDrawImage };
}

/** Stands for the browser's resizing, which ends on command and reads the bitmap until then. */
function slowShrinking(): (() => void)[] {
  const ends: (() => void)[] = [];
  vi.stubGlobal('createImageBitmap', async (bitmap: BitmapDouble) => {
    await new Promise<void>((resolve) => ends.push(resolve));
    if (bitmap.closed > 0) throw new DOMException('The image source is detached', 'InvalidStateError');
    return new BitmapDouble(32, 24);
  });
  return ends;
}

afterEach(() => vi.unstubAllGlobals());

describe('a picture', () => {
  it('is drawn while its owner has it, and not behind that, without an error', () => {
    const floor = Picture.live;
    const bitmap = new BitmapDouble();
    const picture = new Picture(bitmap);
    const { drawn, context } = canvas();
    expect(picture.drawOn(context)).toBe(true);
    expect(Picture.live).toBe(floor + 1);
    picture.release();
    expect(picture.drawOn(context)).toBe(false);
    expect(drawn).toEqual([bitmap]);
    expect(Picture.live).toBe(floor);
  });

  it('is closed once, however often it is released', () => {
    const floor = Picture.live;
    const bitmap = new BitmapDouble();
    const picture = new Picture(bitmap);
    picture.release();
    picture.release();
    expect(bitmap.closed).toBe(1);
    expect(Picture.live).toBe(floor);
  });

  it('keeps its pixels until it is shrunk, and its size for ever', async () => {
    const [bitmap, ends] = [new BitmapDouble(64, 48), slowShrinking()];
    const picture = new Picture(bitmap);
    const shrinking = picture.shrunk(32);
    picture.release();
    expect(bitmap.closed).toBe(0);
    expect(picture.drawOn(canvas().context)).toBe(false);
    ends[0]?.();
    const small = await shrinking;
    expect(bitmap.closed).toBe(1);
    expect([small?.width, small?.height, picture.width, picture.height]).toEqual([32, 24, 64, 48]);
    small?.release();
    expect(await picture.shrunk(32)).toBeNull();
  });

  it('is given back where the browser cannot shrink it', async () => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new Error('no memory')));
    const bitmap = new BitmapDouble();
    const picture = new Picture(bitmap);
    await expect(picture.shrunk(32)).rejects.toThrow('no memory');
    picture.release();
    expect(bitmap.closed).toBe(1);
  });

  it('never draws what is closed nor closes what is read, in any order of use, and leaves nothing behind', async () => {
    const step = fc.constantFrom('draw', 'shrink', 'end', 'release');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const floor = Picture.live;
        const [bitmap, ends, { context, drawn }] = [new BitmapDouble(), slowShrinking(), canvas()];
        const picture = new Picture(bitmap);
        const shrinking: Promise<Picture | null>[] = [];
        let owned = true;
        for (const each of steps) {
          if (each === 'draw') expect(picture.drawOn(context)).toBe(owned);
          else if (each === 'shrink') shrinking.push(picture.shrunk(32));
          else if (each === 'end') ends.shift()?.();
          else {
            picture.release();
            owned = false;
          }
          await Promise.resolve();
        }
        picture.release();
        for (const end of ends) end();
        for (const small of await Promise.all(shrinking)) small?.release();
        expect(bitmap.closed).toBe(1);
        expect(drawn.every((each) => each === bitmap)).toBe(true);
        expect(Picture.live).toBe(floor);
      }),
    );
  });
});
