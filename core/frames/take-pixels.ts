import type { RgbaImage } from '../image/rgba.ts';
import type { Frame } from '../ports/frame-source.ts';

/**
 * The frame's pixels. The frame is closed, on failure too: the decoder gets its memory back at once, not after
 * what is done with the pixels. Throws `video_decode_failed`.
 */
export async function takePixels(frame: Pick<Frame, 'rgba' | 'close'>): Promise<RgbaImage> {
  try {
    return await frame.rgba();
  } finally {
    frame.close();
  }
}
