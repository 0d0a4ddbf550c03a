import { AvFrameVideoSampleResource } from '@mediabunny/server';
import type { VideoDataPlane } from 'mediabunny';
import type * as libav from 'node-av';

/** Formats whose chroma is half as wide as their luma. */
const HALVED: ReadonlySet<string | null> = new Set(['I420', 'I420A', 'I422', 'I422A', 'NV12']);

/**
 * A decoded frame for a VideoSample, which frees it on close; `onClose` is called then.
 *
 * Frames of odd size are presented one pixel wider or higher: mediabunny (1.61) copies chroma planes of half
 * the width rounded down, where codecs and browsers round up, and would lose the chroma of the last column.
 */
export function frameResource(frame: libav.Frame, onClose: () => void): AvFrameVideoSampleResource {
  const resource = new FrameResource(frame, onClose);
  const isOdd = (frame.width | frame.height) & 1;
  return isOdd && HALVED.has(resource.getFormat()) ? new PaddedFrameResource(frame, onClose) : resource;
}

class FrameResource extends AvFrameVideoSampleResource {
  constructor(
    frame: libav.Frame,
    private readonly onClose: () => void,
  ) {
    super(frame);
  }

  override close(): void {
    super.close();
    this.onClose();
  }
}

class PaddedFrameResource extends FrameResource {
  override getCodedWidth(): number {
    return evenUp(this.frame.width);
  }

  override getCodedHeight(): number {
    return evenUp(this.frame.height);
  }

  override getSquarePixelWidth(): number {
    return this.getCodedWidth();
  }

  override getSquarePixelHeight(): number {
    return this.getCodedHeight();
  }

  /** Luma (and alpha, of the same size) with a column or row more; chroma is there already. */
  override async getDataPlanes(): Promise<VideoDataPlane[]> {
    const planes = await super.getDataPlanes();
    return planes.map((plane, at) => (at === 0 || at === 3 ? this.#padded(plane) : plane));
  }

  #padded({ data, stride }: VideoDataPlane): VideoDataPlane {
    const { width, height } = this.frame;
    const wide = this.getCodedWidth();
    const padded = new Uint8Array(wide * this.getCodedHeight());
    for (let y = 0; y < height; y++) padded.set(data.subarray(y * stride, y * stride + width), y * wide);
    return { data: padded, stride: wide };
  }
}

const evenUp = (size: number): number => size + (size & 1);
