import { CustomVideoDecoder, VideoSample, type EncodedPacket, type VideoCodec } from 'mediabunny';
import * as libav from 'node-av';
import { attachReading, type DecoderReading } from '../../media/decoder-reading.ts';
import { MAX_PIXELS } from '../../media/limits.ts';
import { isTransparencyRequested } from '../../media/transparency.ts';
import { frameResource } from './libav-frame.ts';

const CODEC_IDS: Partial<Record<VideoCodec, libav.AVCodecID>> = {
  avc: libav.AV_CODEC_ID_H264,
  hevc: libav.AV_CODEC_ID_HEVC,
  vp8: libav.AV_CODEC_ID_VP8,
  vp9: libav.AV_CODEC_ID_VP9,
  av1: libav.AV_CODEC_ID_AV1,
  prores: libav.AV_CODEC_ID_PRORES,
};

/** Decoders that output colours and transparency together. */
const WITH_ALPHA: Partial<Record<VideoCodec, libav.FFDecoderCodec>> = {
  vp8: libav.FF_DECODER_LIBVPX_VP8,
  vp9: libav.FF_DECODER_LIBVPX_VP9,
};

/**
 * Decoded frames that wait for the reader; decoding rests at this many. Enough to keep decoding while one is
 * being processed.
 */
const MAX_WAITING_FRAMES = 4;

/** Packets whose exact times are remembered until their frames come out; no codec reorders over so many. */
const REMEMBERED_PACKETS = 128;

/**
 * libavcodec in software as a mediabunny decoder. It replaces the decoder of @mediabunny/server, whose
 * rejected decode calls (of damaged packets) end the process as unhandled rejections and leave the decoder
 * allocated: here every failure goes to `onError`. Hardware is never used: machines differ in which codecs it
 * decodes and how it fails.
 */
export class LibavVideoDecoder extends CustomVideoDecoder implements DecoderReading {
  readonly #frame = new libav.Frame();
  readonly #packet = new libav.Packet();
  readonly #times = new Map<number, { readonly timestamp: number; readonly duration: number }>();
  #context: libav.CodecContext | null = null;
  readonly #waiting = new Set<VideoSample>();
  #wake: () => void = () => undefined;
  /** Failed or closed: packets that still come are dropped. */
  #hasEnded = false;

  static override supports(codec: VideoCodec): boolean {
    return codec in CODEC_IDS;
  }

  override init(): Promise<void> {
    return this.#guarded(async () => {
      // Damaged packets are reported as errors; libav's own lines on standard error do not help a user.
      libav.Log.setLevel(libav.AV_LOG_QUIET);
      this.#frame.alloc();
      this.#packet.alloc();
      this.#context = await openContext(this.codec, this.config);
    });
  }

  override decode(packet: EncodedPacket): Promise<void> {
    return this.#guarded(async (context) => {
      await this.#room();
      if (this.#hasEnded) return;
      const time = packet.microsecondTimestamp;
      this.#remember(time, packet);
      this.#packet.data = Buffer.from(packet.data);
      this.#packet.isKeyframe = packet.type === 'key';
      this.#packet.timeBase = { num: 1, den: 1e6 };
      this.#packet.pts = BigInt(time);
      this.#packet.dts = libav.AV_NOPTS_VALUE;
      this.#packet.duration = BigInt(packet.microsecondDuration);
      if (packet.sideData.alpha) addAlpha(this.#packet, packet.sideData.alpha);
      const sent = await context?.sendPacket(this.#packet);
      this.#packet.unref();
      libav.FFmpegError.throwIfError(sent ?? 0, 'decode');
      await this.#receive(context);
    });
  }

  override flush(): Promise<void> {
    return this.#guarded(async (context) => {
      const sent = await context?.sendPacket(null);
      libav.FFmpegError.throwIfError(sent ?? 0, 'flush');
      await this.#receive(context);
      context?.flushBuffers();
    });
  }

  override close(): void {
    this.#context?.freeContext();
    this.#context = null;
    this.#frame.free();
    this.#packet.free();
  }

  /**
   * Called when the reader has taken a sample, or has closed it unread because it comes before the first
   * wanted frame.
   */
  taken(sample: VideoSample): void {
    this.#waiting.delete(sample);
    if (this.#waiting.size < MAX_WAITING_FRAMES) this.#wake();
  }

  ended(): void {
    this.#hasEnded = true;
    this.#waiting.clear();
    this.#wake();
  }

  /** Resolves as soon as another frame may be decoded. */
  async #room(): Promise<void> {
    while (this.#waiting.size >= MAX_WAITING_FRAMES) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /**
   * Runs a step; the first failure is reported and stops the decoder, because later frames would refer to
   * missing ones.
   */
  async #guarded(step: (context: libav.CodecContext | null) => Promise<void>): Promise<void> {
    if (this.#hasEnded) return;
    try {
      await step(this.#context);
    } catch (error) {
      this.#hasEnded = true;
      this.onError(error);
    }
  }

  async #receive(context: libav.CodecContext | null): Promise<void> {
    while (context) {
      const received = await context.receiveFrame(this.#frame);
      if (received === libav.AVERROR_EAGAIN || received === libav.AVERROR_EOF) return;
      libav.FFmpegError.throwIfError(received, 'receive');
      // Pixels as coded; the pixel aspect is applied once for the whole track.
      this.#frame.sampleAspectRatio = new libav.Rational(1, 1);
      const frame = this.#frame.clone();
      if (!frame) throw new Error('no memory for a frame');
      const time = Number(frame.pts);
      const exact = this.#times.get(time) ?? { timestamp: time / 1e6, duration: Number(frame.duration) / 1e6 };
      const sample: VideoSample = new VideoSample(
        frameResource(frame, () => this.taken(sample)),
        exact,
      );
      attachReading(sample, this);
      this.#waiting.add(sample);
      this.onSample(sample);
    }
  }

  #remember(time: number, { timestamp, duration }: EncodedPacket): void {
    this.#times.set(time, { timestamp, duration });
    const [oldest] = this.#times.keys();
    if (this.#times.size > REMEMBERED_PACKETS && oldest !== undefined) this.#times.delete(oldest);
  }
}

/**
 * Adds alpha as libavformat passes a block's additions on (Matroska, BlockAddID 1): the number in eight
 * bytes, then the data.
 */
function addAlpha(packet: libav.Packet, alpha: Uint8Array): void {
  const addition = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), alpha]);
  libav.FFmpegError.throwIfError(packet.addSideData(libav.AV_PKT_DATA_MATROSKA_BLOCKADDITIONAL, addition), 'alpha');
}

async function openContext(name: VideoCodec, config: VideoDecoderConfig): Promise<libav.CodecContext> {
  const id = CODEC_IDS[name];
  // libav's own decoders of VP8 and VP9 ignore transparency.
  const named = isTransparencyRequested(name, config) ? WITH_ALPHA[name] : undefined;
  const codec = named ? libav.Codec.findDecoderByName(named) : id === undefined ? null : libav.Codec.findDecoder(id);
  if (!codec) throw new Error(`libav has no decoder for ${name}`);
  const context = new libav.CodecContext();
  context.allocContext3(codec);
  context.width = config.codedWidth ?? 0;
  context.height = config.codedHeight ?? 0;
  context.extraData = bytesOf(config.description);
  // Strict: H.264 streams that do not state their reordering depth get the buffer that they may need
  // (mediabunny issue 488). Images may be larger than the file states.
  const options = libav.Dictionary.fromObject({ strict: libav.FF_COMPLIANCE_STRICT, max_pixels: MAX_PIXELS });
  const opened = await context.open2(codec, options);
  if (opened < 0) context.freeContext();
  libav.FFmpegError.throwIfError(opened, 'open');
  return context;
}

/**
 * A copy of the bytes of a buffer or of a view of one; null for none. Its type is the DOM's, which is unknown
 * here.
 */
function bytesOf(source: unknown): Buffer | null {
  if (ArrayBuffer.isView(source))
    return Buffer.from(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (source instanceof ArrayBuffer) return Buffer.from(source.slice());
  return null;
}
