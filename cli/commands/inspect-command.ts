import type { VideoMetadata } from '../../core/schema/project.ts';
import { openFrames } from '../../node/frames/frame-source.ts';
import { printFacts } from '../terminal/print-facts.ts';

/**
 * `vdf inspect`: describes a video. The JSON is the `video` of the project document. Throws the errors of
 * `openFrames`.
 */
export async function inspectCommand(video: string, options: { json?: boolean }): Promise<void> {
  const frames = await openFrames(video);
  const { metadata } = frames;
  await frames.close();
  if (options.json) process.stdout.write(`${JSON.stringify(metadata, null, 2)}\n`);
  else printFacts(factsOf(metadata));
}

function factsOf(video: VideoMetadata): [string, string][] {
  const seconds = (value: number) => `${value.toFixed(3)} s`;
  return [
    ['Name', video.name],
    ['Container', video.container],
    ['Codec', video.codec],
    ['Size', `${video.width} × ${video.height} pixels, as displayed`],
    ['Rotation', `${video.rotation}°`],
    ['Frames', String(video.frameCount)],
    ['Frame rate', `${Number(video.nominalFps.toFixed(3))} a second, ${video.variableFps ? 'variable' : 'constant'}`],
    ['First timestamp', seconds(video.firstTimestamp)],
    ['Last timestamp', seconds(video.lastTimestamp)],
    ['Duration', seconds(video.duration)],
    ['Bytes', String(video.size)],
  ];
}
