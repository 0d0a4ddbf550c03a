import { CustomVideoDecoder, registerDecoder, VideoSample, type EncodedPacket, type VideoCodec } from 'mediabunny';
import { isAlphaKeyFrame, isTransparencyRequested } from '../../media/transparency.ts';

/** Most packets in a decoder's queue before it is awaited. */
const MAX_QUEUED = 8;
/** Pixel formats of the colours, and the format of each together with transparency. */
const WITH_ALPHA: Partial<Record<VideoPixelFormat, 'I420A' | 'I422A' | 'I444A'>> = {
  I420: 'I420A',
  I422: 'I422A',
  I444: 'I444A',
};

/**
 * VP8 and VP9 with transparency: the browser decodes both streams, and each picture of the second becomes the
 * alpha of one of the first. Neither codec shows pictures in another order than that of its packets.
 */
class TransparentVideoDecoder extends CustomVideoDecoder {
  readonly #colors: VideoFrame[] = [];
  readonly #alphas = new Map<number, VideoFrame>();
  /** Times (in microseconds) of the pictures whose transparency is to come. */
  readonly #expected = new Set<number>();
  #lastAlpha = -Infinity;
  #alphaBegan = false;
  #color!: VideoDecoder;
  #alpha!: VideoDecoder;
  #emitted = Promise.resolve();

  static override supports(codec: VideoCodec, config: VideoDecoderConfig): boolean {
    return isTransparencyRequested(codec, config);
  }

  override init(): void {
    const error = (fault: DOMException) => this.onError(fault);
    const color = (frame: VideoFrame) => {
      this.#colors.push(frame);
      this.#emitReady(false);
    };
    const alpha = (frame: VideoFrame) => {
      this.#alphas.set(frame.timestamp, frame);
      this.#lastAlpha = frame.timestamp;
      this.#emitReady(false);
    };
    this.#color = new VideoDecoder({ output: color, error });
    this.#alpha = new VideoDecoder({ output: alpha, error });
    this.#color.configure(this.config);
    this.#alpha.configure(this.config);
  }

  override async decode(packet: EncodedPacket): Promise<void> {
    const { alpha } = packet.sideData;
    const begins = isAlphaKeyFrame(packet, this.codec);
    this.#alphaBegan ||= alpha !== undefined && begins;
    if (alpha && this.#alphaBegan) {
      this.#expected.add(packet.microsecondTimestamp);
      this.#alpha.decode(packet.alphaToEncodedVideoChunk(begins ? 'key' : 'delta'));
    }
    this.#color.decode(packet.toEncodedVideoChunk());
    await Promise.all([hasRoom(this.#color), hasRoom(this.#alpha)]);
  }

  override async flush(): Promise<void> {
    await Promise.all([this.#color.flush(), this.#alpha.flush()]);
    this.#emitReady(true);
    this.#alphaBegan = false;
    await this.#emitted;
  }

  override close(): void {
    for (const decoder of [this.#color, this.#alpha]) if (decoder.state !== 'closed') decoder.close();
    for (const frame of [...this.#colors, ...this.#alphas.values()]) frame.close();
    this.#colors.length = 0;
    this.#alphas.clear();
  }

  /** Emits the pictures whose transparency is there, or will not come any more. */
  #emitReady(isLast: boolean): void {
    for (let color = this.#colors[0]; color; color = this.#colors[0]) {
      const { timestamp } = color;
      const alpha = this.#alphas.get(timestamp);
      if (!alpha && this.#expected.has(timestamp) && this.#lastAlpha < timestamp && !isLast) return;
      this.#colors.shift();
      this.#alphas.delete(timestamp);
      this.#expected.delete(timestamp);
      const picture = color;
      this.#emitted = this.#emitted.then(() => this.#emit(picture, alpha));
    }
  }

  async #emit(color: VideoFrame, alpha: VideoFrame | undefined): Promise<void> {
    try {
      this.onSample(alpha ? await merged(color, alpha) : new VideoSample(color.clone()));
    } catch (error) {
      this.onError(error);
    } finally {
      color.close();
      alpha?.close();
    }
  }
}

async function hasRoom(decoder: VideoDecoder): Promise<void> {
  while (decoder.state === 'configured' && decoder.decodeQueueSize > MAX_QUEUED)
    await new Promise((resolve) => decoder.addEventListener('dequeue', resolve, { once: true }));
}

/** The planes of the colours, and after them the luma of the alpha picture. */
async function merged(color: VideoFrame, alpha: VideoFrame): Promise<VideoSample> {
  const format = color.format === null ? undefined : WITH_ALPHA[color.format];
  const { width = 0, height = 0 } = color.visibleRect ?? {};
  if (!format || alpha.visibleRect?.width !== width || alpha.visibleRect.height !== height)
    throw new Error(`pictures of ${color.format} and ${alpha.format} cannot be put together`);
  const colorBytes = color.allocationSize();
  const data = new Uint8Array(colorBytes + width * height);
  const opacity = new Uint8Array(alpha.allocationSize());
  await color.copyTo(data.subarray(0, colorBytes));
  const [plane] = await alpha.copyTo(opacity);
  for (let row = 0; row < height; row++) {
    const from = (plane?.offset ?? 0) + row * (plane?.stride ?? width);
    data.set(opacity.subarray(from, from + width), colorBytes + row * width);
  }
  const { timestamp, duration, colorSpace } = color;
  const layout = { format, codedWidth: width, codedHeight: height, colorSpace: colorSpace.toJSON() };
  return new VideoSample(data, { ...layout, timestamp: timestamp / 1e6, duration: (duration ?? 0) / 1e6 });
}

registerDecoder(TransparentVideoDecoder);
