import { BlobSource } from 'mediabunny';
import { openVideo } from '../../media/video-frame-source.ts';
import { propagateClip, type ClipResult } from './propagate-clip.ts';
import { openWasmSegmenter } from './wasm-segmenter.ts';

self.onmessage = async ({ data }: MessageEvent<{ clip: readonly number[] }>) => {
  const blob = new Blob([Uint8Array.from(data.clip)]);
  const source = await openVideo(new BlobSource(blob), { name: 'clip.mp4', size: blob.size });
  const segmenter = await openWasmSegmenter();
  const result: ClipResult[] = await propagateClip(source, segmenter);
  self.postMessage(result);
};
