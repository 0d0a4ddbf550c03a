// Runs the encoder of workers.ts alone, in its own process with one thread: each message says how often, the
// reply is the seconds it took.
import { openNodeSegmenter } from '../node/segmenter/segmenter.ts';

const [width, height] = [640, 360];
const frame = { width, height, data: new Uint8ClampedArray(width * height * 4).fill(128) };
const segmenter = await openNodeSegmenter({ device: 'cpu', threads: 1, onFallback: () => undefined });

async function run(times: number): Promise<number> {
  const begin = performance.now();
  for (let time = 0; time < times; time++) (await segmenter.encode(frame)).dispose();
  return (performance.now() - begin) / 1000;
}

await run(1);
process.on('message', (times: number) => void run(times).then((seconds) => process.send?.(seconds)));
process.send?.('ready');
