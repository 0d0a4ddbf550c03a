import { openBlobVideo } from '../../media/blob-video.ts';
import { propagateClip, type ClipResult } from './propagate-clip.ts';
import { openWasmSegmenter } from './wasm-segmenter.ts';

self.onmessage = async ({ data }: MessageEvent<{ clip: readonly number[] }>) => {
  const blob = new Blob([Uint8Array.from(data.clip)]);
  const source = await openBlobVideo(blob, 'clip.mp4');
  const segmenter = await openWasmSegmenter();
  const result: ClipResult[] = await propagateClip(source, segmenter);
  self.postMessage(result);
};
