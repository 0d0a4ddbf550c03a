import { expose } from 'comlink';
import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  WebMOutputFormat,
  type VideoCodec,
} from 'mediabunny';
import { ForgeError } from '../../core/errors.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { drawScene } from './draw-scene.ts';
import { SCENE, SCENE_FRAMES } from './sample-scene.ts';

/** By how many programs play them, most first. */
const CODECS: VideoCodec[] = ['avc', 'vp9', 'vp8', 'av1'];
const BITRATE = 3_000_000;
const KEY_FRAME_SECONDS = 1;

const api = {
  /**
   * Draws and encodes the sample clip. Throws `video_unsupported_codec` when the browser encodes no video.
   */
  async make(): Promise<Blob> {
    const { width, height, framesPerSecond } = SCENE;
    const codec =
      typeof VideoEncoder === 'undefined' ? null : await getFirstEncodableVideoCodec(CODECS, { width, height });
    if (!codec) throw new ForgeError('video_unsupported_codec.sample_clip');
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new ForgeError('internal.detail', { detail: 'This browser cannot draw the sample clip.' });
    const target = new BufferTarget();
    const format = codec === 'avc' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
    const output = new Output({ format, target });
    const source = new CanvasSource(canvas, {
      codec,
      bitrate: BITRATE,
      keyFrameInterval: KEY_FRAME_SECONDS,
      latencyMode: 'quality',
    });
    output.addVideoTrack(source, { frameRate: framesPerSecond });
    await output.start();
    for (let rank = 0; rank < SCENE_FRAMES; rank += 1) {
      drawScene(context, rank / SCENE_FRAMES);
      await source.add(rank / framesPerSecond, 1 / framesPerSecond);
    }
    await output.finalize();
    if (!target.buffer) throw new ForgeError('internal.detail', { detail: 'The sample clip was not finished.' });
    return new Blob([target.buffer], { type: format.mimeType });
  },
};

export type SampleClipApi = typeof api;

installErrorTransfer();
expose(api);
