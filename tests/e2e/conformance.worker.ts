import { MemorySink, OpfsSink, type BrowserSink } from '../../client/workers/opfs-sink.ts';
import { DEFAULT_MODEL, findModel } from '../../core/models/registry.ts';
import { BLOB_SINK_CHECKS, type SinkUnderTest } from '../../core/ports/testing/blob-sink-conformance.ts';
import { FRAME_SOURCE_CHECKS } from '../../core/ports/testing/frame-source-conformance.ts';
import { SEGMENTER_CHECKS } from '../../core/ports/testing/segmenter-conformance.ts';
import { openBlobVideo } from '../../media/blob-video.ts';
import { openWasmSegmenter } from './wasm-segmenter.ts';

/** The suite to run, and the clip when it needs one. */
interface ConformanceRequest {
  readonly suite: 'opfs-sink' | 'memory-sink' | 'frame-source' | 'segmenter';
  readonly clip?: readonly number[];
  /** Of the segmenter; the default where none is given. */
  readonly modelId?: string;
}

/** Names of the checks that ran, and the messages of the failed ones. */
export interface ConformanceReport {
  readonly ran: readonly string[];
  readonly failed: readonly string[];
}

self.onmessage = async ({ data }: MessageEvent<ConformanceRequest>) => {
  self.postMessage(await run(data));
};

async function run({ suite, clip, modelId = DEFAULT_MODEL.id }: ConformanceRequest): Promise<ConformanceReport> {
  if (suite === 'frame-source') {
    const blob = new Blob([Uint8Array.from(clip ?? [])]);
    const open = () => openBlobVideo(blob, 'clip.mp4');
    return report(FRAME_SOURCE_CHECKS.map(({ name, run: check }) => ({ name, run: () => check(open) })));
  }
  if (suite === 'segmenter') {
    const model = findModel(modelId);
    const open = () => openWasmSegmenter(model);
    const checks = SEGMENTER_CHECKS.filter(({ prompts }) => prompts.every((kind) => model.prompts.includes(kind)));
    return report(checks.map(({ name, run: check }) => ({ name, run: () => check(open) })));
  }
  const make = suite === 'opfs-sink' ? makeOpfsSink : makeMemorySink;
  return report(BLOB_SINK_CHECKS.map(({ name, run: check }) => ({ name, run: () => check(make) })));
}

async function report(checks: readonly { name: string; run(): Promise<void> }[]): Promise<ConformanceReport> {
  const failed: string[] = [];
  for (const { name, run: check } of checks) {
    try {
      await check();
    } catch (error) {
      failed.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { ran: checks.map(({ name }) => name), failed };
}

async function makeOpfsSink(): Promise<SinkUnderTest> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(`test-${crypto.randomUUID()}`, { create: true });
  const sink = await OpfsSink.create(folder, 'archive.zip');
  const leftovers = async () => {
    const finished = await sink.finished();
    const names: string[] = [];
    for await (const name of folder.keys()) if (!finished || name !== 'archive.zip') names.push(name);
    return names;
  };
  return { sink, read: () => bytesOf(sink), leftovers };
}

async function makeMemorySink(): Promise<SinkUnderTest> {
  const sink = new MemorySink();
  return { sink, read: () => bytesOf(sink), leftovers: () => Promise.resolve([]) };
}

async function bytesOf(sink: BrowserSink): Promise<Uint8Array | null> {
  const blob = await sink.finished();
  return blob && new Uint8Array(await blob.arrayBuffer());
}
