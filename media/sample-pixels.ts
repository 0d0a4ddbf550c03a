import type { VideoSample } from 'mediabunny';
import { resizeRgba } from '../core/image/resize.ts';
import type { RgbaImage } from '../core/image/rgba.ts';
import { flipRgba, rotateRgba, type Rotation } from '../core/image/rotate.ts';
import { yuvToRgba, type YuvFormat, type YuvMatrix } from '../core/image/yuv.ts';

/** The geometry that turns a track's coded pictures into displayed frames. */
export interface DisplayGeometry {
  /** Displayed size: after rotation, with square pixels. */
  readonly width: number;
  readonly height: number;
  /** Clockwise degrees. */
  readonly rotation: Rotation;
  /** Mirrored left to right, after the rotation. */
  readonly flip: boolean;
  /** Size of a picture as stated in the file, before all of the above. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  /** The matrix where the codec has only one; otherwise each picture names its own. */
  readonly matrix: YuvMatrix | undefined;
}

/**
 * The displayed pixels of a sample. 8-bit planar pictures are converted by this project's own arithmetic, so
 * that every platform gives the same bytes; others (10 bits, RGB, pictures on a GPU) by the platform's.
 * Transparent pixels are blended over black.
 */
export async function samplePixels(sample: VideoSample, geometry: DisplayGeometry): Promise<RgbaImage> {
  const { width, height, rotation, flip } = geometry;
  const coded = await codedPixels(sample, geometry);
  const upright = rotateRgba(coded, rotation);
  const displayed = flip ? flipRgba(upright) : upright;
  return resizeRgba(displayed, width, height);
}

async function codedPixels(
  sample: VideoSample,
  { codedWidth, codedHeight, matrix }: DisplayGeometry,
): Promise<RgbaImage> {
  const width = withoutPadding(sample.visibleRect.width, codedWidth);
  const height = withoutPadding(sample.visibleRect.height, codedHeight);
  const format = sample.format === null ? undefined : PLANAR_FORMATS[sample.format];
  if (!format) return platformPixels(sample, width, height);
  const data = new Uint8Array(sample.allocationSize());
  const planes = await sample.copyTo(data);
  const image = yuvToRgba({
    format,
    width,
    height,
    data,
    planes,
    matrix: matrix ?? yuvMatrix(sample.colorSpace.matrix),
    fullRange: sample.colorSpace.fullRange ?? false,
  });
  const alpha = sample.format?.endsWith('A') ? planes[3] : undefined;
  return alpha ? overBlack(image, (x, y) => data[alpha.offset + y * alpha.stride + x] ?? 255) : image;
}

/**
 * Blends over black, as players do without a background: transparent pixels may have any colour in the file.
 */
function overBlack(image: RgbaImage, alphaAt: (x: number, y: number) => number): RgbaImage {
  const { width, height, data } = image;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const alpha = alphaAt(x, y);
      if (alpha === 255) continue;
      for (let channel = at; channel < at + 3; channel++) data[channel] = ((data[channel] ?? 0) * alpha + 127) / 255;
    }
  }
  return image;
}

/** Decoders may round odd sizes up to even ones; the padding is cut off. */
const withoutPadding = (size: number, coded: number): number => (size === coded + 1 ? coded : size);

/** Alpha planes come last. */
const PLANAR_FORMATS: Readonly<Record<string, YuvFormat>> = {
  I420: 'I420',
  I420A: 'I420',
  I422: 'I422',
  I422A: 'I422',
  I444: 'I444',
  I444A: 'I444',
  NV12: 'NV12',
};

/**
 * Files that do not name their matrix are read as BT.709. Players guess BT.601 for small pictures, but
 * Chromium's demuxer gives it BT.709 for them and it reports that, so this is the one rule that gives the
 * same colours everywhere.
 */
function yuvMatrix(matrix: string | null): YuvMatrix {
  if (matrix === 'bt470bg' || matrix === 'smpte170m') return 'bt601';
  return matrix === 'bt2020-ncl' ? 'bt2020' : 'bt709';
}

/** The options that the DOM types lack (WebCodecs, VideoFrameCopyToOptions). */
type RgbaCopyOptions = VideoFrameCopyToOptions & { readonly format: 'RGBA'; readonly colorSpace: 'srgb' };

async function platformPixels(sample: VideoSample, width: number, height: number): Promise<RgbaImage> {
  const options: RgbaCopyOptions = { format: 'RGBA', colorSpace: 'srgb' };
  const bytes = new Uint8Array(sample.allocationSize(options));
  const [plane] = await sample.copyTo(bytes, options);
  const stride = plane?.stride ?? width * 4;
  const offset = plane?.offset ?? 0;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = offset + y * stride;
    data.set(bytes.subarray(from, from + width * 4), y * width * 4);
  }
  // Opaque formats have 255 everywhere.
  const image = overBlack({ width, height, data }, (x, y) => data[4 * (y * width + x) + 3] ?? 255);
  for (let at = 3; at < data.length; at += 4) data[at] = 255;
  return image;
}
