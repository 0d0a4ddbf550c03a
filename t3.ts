import sharp from 'sharp';
import { trialScene } from './core/models/trial-scene.ts';
import { tryHalfPrecision } from './core/models/precision-trial.ts';
import { createMobileSam } from './core/models/mobile-sam.ts';
import { loadMobileSamFiles } from './server/models/model-files.ts';
import { OrtNodeRuntime } from './server/inference/ort-node-runtime.ts';
const { image, prompts } = trialScene();
await sharp(Buffer.from(image.data), { raw: { width: image.width, height: image.height, channels: 4 } }).png().toFile('/tmp/scene.png');
const files = await loadMobileSamFiles();
const cpu = new OrtNodeRuntime('cpu');
const runtime = { backend: 'cpu' as const, mayComputeHalf: true, load: (g: Uint8Array<ArrayBuffer>) => cpu.load(g) };
const t = performance.now();
console.log(await tryHalfPrecision(runtime, files), performance.now() - t);
const s = await createMobileSam(cpu, files);
const e = await s.encode(image);
const out = new Uint8Array(256*6*192);
for (const [i,p] of prompts.entries()) { const {lowResLogits, predictedIou} = await s.decode(e, p); console.log(p, predictedIou, lowResLogits.filter(x=>x>0).length); for(let y=0;y<192;y++)for(let x=0;x<256;x++) out[y*1536+i*256+x]=(lowResLogits[y*256+x]??0)>0?255:0;}
await sharp(out, { raw: { width: 1536, height: 192, channels: 1 } }).png().toFile('/tmp/masks.png');
