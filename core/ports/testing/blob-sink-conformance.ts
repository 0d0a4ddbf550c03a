import { ForgeError } from '../../errors.ts';
import type { BlobSink } from '../blob-sink.ts';

/** A sink under test, and access to its files. */
export interface SinkUnderTest {
  readonly sink: BlobSink;
  /** Bytes of the finished file, or null where none has appeared. */
  read(): Promise<Uint8Array | null>;
  /** Names of files that the sink left behind beside the finished file: parts, temporary files, locks. */
  leftovers(): Promise<readonly string[]>;
}

interface BlobSinkCheck {
  readonly name: string;
  /** @param make a fresh sink in a fresh place for each call. Throws an Error with the failure. */
  run(make: () => Promise<SinkUnderTest>): Promise<void>;
}

/** The requirements of every BlobSink; runs in any test runner and in a browser. */
export const BLOB_SINK_CHECKS: readonly BlobSinkCheck[] = [
  {
    name: 'nothing appears before commit, everything after it, in order',
    async run(make) {
      const { sink, read, leftovers } = await make();
      for (const byte of [1, 2, 3]) await sink.write(Uint8Array.of(byte, byte));
      expectEqual(await read(), null, 'a file appeared before commit');
      await sink.commit();
      expectEqual(bytesOf(await read()), '1,1,2,2,3,3', 'the finished file');
      expectEqual((await leftovers()).join(), '', 'left behind after commit');
    },
  },
  {
    name: 'a file without a byte is a file',
    async run(make) {
      const { sink, read } = await make();
      await sink.commit();
      expectEqual(bytesOf(await read()), '', 'the empty file');
    },
  },
  {
    name: 'the caller may reuse a chunk as soon as write resolves',
    async run(make) {
      const { sink, read } = await make();
      const chunk = Uint8Array.of(7);
      await sink.write(chunk);
      chunk[0] = 9;
      await sink.write(chunk);
      await sink.commit();
      expectEqual(bytesOf(await read()), '7,9', 'the finished file');
    },
  },
  {
    name: 'a chunk that is a window of a larger buffer is written alone',
    async run(make) {
      const { sink, read } = await make();
      await sink.write(Uint8Array.of(0, 1, 2, 3).subarray(1, 3));
      await sink.commit();
      expectEqual(bytesOf(await read()), '1,2', 'the finished file');
    },
  },
  {
    name: 'several megabytes come out as they went in',
    async run(make) {
      const { sink, read } = await make();
      const megabyte = Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * 31) & 255);
      for (let count = 0; count < 5; count += 1) await sink.write(megabyte);
      await sink.commit();
      const found = await read();
      expectEqual(found?.length, 5 << 20, 'the size');
      const differs = found?.findIndex((byte, at) => byte !== megabyte[at % megabyte.length]);
      expectEqual(differs, -1, 'the first byte that differs');
    },
  },
  {
    name: 'discard leaves nothing, twice as well',
    async run(make) {
      const { sink, read, leftovers } = await make();
      await sink.write(Uint8Array.of(1));
      await sink.discard();
      await sink.discard();
      expectEqual(await read(), null, 'a discarded file appeared');
      expectEqual((await leftovers()).join(), '', 'left behind after discard');
    },
  },
  {
    name: 'discard after commit does not touch the file',
    async run(make) {
      const { sink, read } = await make();
      await sink.write(Uint8Array.of(5));
      await sink.commit();
      await sink.discard();
      expectEqual(bytesOf(await read()), '5', 'the finished file');
    },
  },
  {
    name: 'a finished or discarded sink takes no more',
    async run(make) {
      const finished = (await make()).sink;
      await finished.commit();
      await expectWriteFailed(finished.write(Uint8Array.of(1)), 'write after commit');
      const discarded = (await make()).sink;
      await discarded.discard();
      await expectWriteFailed(discarded.write(Uint8Array.of(1)), 'write after discard');
      await expectWriteFailed(discarded.commit(), 'commit after discard');
    },
  },
];

const bytesOf = (bytes: Uint8Array | null) => bytes && bytes.join();

function expectEqual(found: unknown, wanted: unknown, what: string): void {
  if (found !== wanted) throw new Error(`${what}: found ${String(found)}, wanted ${String(wanted)}`);
}

async function expectWriteFailed(attempt: Promise<void>, what: string): Promise<void> {
  const outcome = await attempt.then(
    () => 'no error',
    (error: unknown) => (error instanceof ForgeError ? error.code : String(error)),
  );
  expectEqual(outcome, 'file_write_failed', what);
}
