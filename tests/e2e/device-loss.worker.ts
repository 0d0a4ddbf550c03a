import { findWebGpu, OrtWebRuntime } from '../../client/workers/ort-web-runtime.ts';
import { toForgeError } from '../../core/errors.ts';
import type { FloatTensor, ModelSession } from '../../core/ports/model-runtime.ts';
import { matrixPower } from '../fixtures/onnx-graph.ts';

/** Whether the device is to be lost in the middle of a run. */
interface DeviceLossRequest {
  readonly lose: boolean;
}

/** Result of each run: `right` or `wrong` numbers, or the code of an error. */
export interface DeviceLossReport {
  readonly adapter: Awaited<ReturnType<typeof findWebGpu>>;
  readonly before: string;
  /** The run that was in progress when the device was lost. */
  readonly during: string;
  readonly after: string;
  /** A session that is loaded later, on the same device. */
  readonly later: string;
}

interface Device {
  destroy(): void;
}
interface AdapterClass {
  readonly prototype: { requestDevice(...options: unknown[]): Promise<Device> };
}

const SIZE = 256;
const STEPS = 12;
const graph = matrixPower(SIZE, STEPS);
/** Moves every row of a matrix up by one; its powers move them further. */
const shift = (by: number) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, at) => (at % SIZE === (Math.floor(at / SIZE) + by) % SIZE ? 1 : 0));

const devices = watchDevices();

self.onmessage = async ({ data }: MessageEvent<DeviceLossRequest>) => {
  self.postMessage(await report(data));
};

async function report({ lose }: DeviceLossRequest): Promise<DeviceLossReport> {
  const adapter = await findWebGpu(true);
  const runtime = new OrtWebRuntime('webgpu', new URL('/ort/', self.location.origin).href);
  const session = await runtime.load(graph.bytes);
  const before = await outcome(session);
  const running = outcome(session);
  if (lose) for (const device of devices) device.destroy();
  const during = await running;
  const after = await outcome(session);
  const later = await runtime.load(graph.bytes).then(outcome, (error: unknown) => toForgeError(error).code);
  return { adapter, before, during, after, later };
}

async function outcome(session: ModelSession): Promise<string> {
  const input: FloatTensor = { data: shift(1), dims: [SIZE, SIZE] };
  try {
    const results = await session.run({ [graph.input]: input }, [graph.output]);
    const expected = shift(STEPS + 1);
    return results[graph.output]?.data.every((value, at) => value === expected[at]) ? 'right' : 'wrong';
  } catch (error) {
    return toForgeError(error).code;
  }
}

/** Every device that this worker gets from now on. */
function watchDevices(): Device[] {
  const given: Device[] = [];
  const adapterClass = (globalThis as unknown as { GPUAdapter?: AdapterClass }).GPUAdapter;
  if (!adapterClass) return given;
  const { prototype } = adapterClass;
  const request = prototype.requestDevice;
  prototype.requestDevice = async function (...options) {
    const device = await request.apply(this, options);
    given.push(device);
    return device;
  };
  return given;
}
