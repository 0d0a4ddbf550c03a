import { ForgeError } from '../../errors.ts';
import { FEATURE_SCALE, type CellFeatures } from './features.ts';
import { KERNEL_WASM_BASE64 } from './kernel-wasm.ts';

interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly HEAP_BASE: { readonly value: number };
  reserve(bytes: number): void;
  match(
    query: number,
    cells: number,
    cellCount: number,
    memoryTable: number,
    memoryCount: number,
    columns: number,
    rows: number,
    channels: number,
    k: number,
    matchOut: number,
    scoreOut: number,
  ): void;
}

/** The features of one frame inside the matcher. Released by Matcher.release. */
export interface StoredFrame {
  readonly address: number;
}

/** A remembered frame, and how far from the same place its cells may match (in cells; Infinity for anywhere). */
export interface MatchMemory {
  readonly frame: StoredFrame;
  readonly radius: number;
}

/** For each query cell, `voters` matches, best first. */
export interface Matches {
  readonly voters: number;
  /** Index of the memory frame of each match; -1 where there were fewer candidates than voters. */
  readonly memory: Int32Array;
  /** Cell index (y × columns + x) of each match in its memory frame. */
  readonly cell: Int32Array;
  /** Cosine similarity of each match. */
  readonly similarity: Float32Array;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Finds, for cells of one frame, the most similar cells of remembered frames. All its frames have the same grid. */
export class Matcher {
  readonly #frameBytes: number;
  readonly #free: number[] = [];
  #end: number;
  readonly #scratch: number;

  private constructor(
    private readonly kernel: Kernel,
    private readonly columns: number,
    private readonly rows: number,
    private readonly channels: number,
  ) {
    this.#frameBytes = columns * rows * channels * 2;
    this.#scratch = kernel.HEAP_BASE.value;
    this.#end = this.#scratch + SCRATCH_BYTES;
  }

  /** `channels` is a multiple of 32. Throws `internal` where WebAssembly SIMD is missing. */
  static async create(columns: number, rows: number, channels: number): Promise<Matcher> {
    try {
      compiled ??= WebAssembly.compile(Uint8Array.from(atob(KERNEL_WASM_BASE64), (char) => char.charCodeAt(0)));
      const instance = await WebAssembly.instantiate(await compiled, {});
      return new Matcher(instance.exports as unknown as Kernel, columns, rows, channels);
    } catch (error) {
      throw new ForgeError(
        'internal.detail',
        { detail: 'This platform cannot run the matching code (WebAssembly SIMD is missing).' },
        { cause: error },
      );
    }
  }

  /** Copies the features of a frame into the kernel's memory. */
  store(features: CellFeatures): StoredFrame {
    if (features.columns !== this.columns || features.rows !== this.rows || features.channels !== this.channels)
      throw new ForgeError('internal.detail', { detail: 'The frames of this video do not all have the same size.' });
    let address = this.#free.pop();
    if (address === undefined) {
      address = this.#end;
      this.#end += this.#frameBytes;
      this.kernel.reserve(this.#end);
    }
    new Int16Array(this.kernel.memory.buffer, address, features.data.length).set(features.data);
    return { address };
  }

  /** Frees the frame's memory for reuse; the frame must not be used any more. */
  release(frame: StoredFrame): void {
    this.#free.push(frame.address);
  }

  /**
   * The best `voters` matches in the memory for each of the query's cells (distinct cell indices). At most 64
   * memory frames.
   */
  match(query: StoredFrame, cells: Int32Array, memory: readonly MatchMemory[], voters: number): Matches {
    const count = cells.length * voters;
    const cellsAt = this.#scratch;
    const tableAt = cellsAt + MAX_CELLS * 4;
    const matchAt = tableAt + MAX_MEMORY * 8;
    const scoreAt = matchAt + MAX_CELLS * MAX_VOTERS * 4;
    if (cells.length > MAX_CELLS || memory.length > MAX_MEMORY || voters > MAX_VOTERS)
      throw new ForgeError('internal.detail', { detail: 'The matching was asked for more than it has room for.' });
    this.kernel.reserve(this.#end);
    const { buffer } = this.kernel.memory;
    new Int32Array(buffer, cellsAt, cells.length).set(cells);
    const table = new Int32Array(buffer, tableAt, memory.length * 2);
    memory.forEach(({ frame, radius }, i) => {
      table[2 * i] = frame.address;
      table[2 * i + 1] = Math.min(radius, 255);
    });
    const { columns, rows, channels } = this;
    this.kernel.match(
      query.address,
      cellsAt,
      cells.length,
      tableAt,
      memory.length,
      columns,
      rows,
      channels,
      voters,
      matchAt,
      scoreAt,
    );
    const packed = new Int32Array(buffer, matchAt, count);
    const scores = new Int32Array(buffer, scoreAt, count);
    const unit = 1 / (FEATURE_SCALE * FEATURE_SCALE);
    return {
      voters,
      memory: packed.map((match) => match >> 16),
      cell: packed.map((match) => match & 0xffff),
      similarity: Float32Array.from(scores, (score) => score * unit),
    };
  }
}

/** The encoder's grid has 64 × 64 cells at most. */
const MAX_CELLS = 4096;
const MAX_MEMORY = 64;
const MAX_VOTERS = 32;
const SCRATCH_BYTES = MAX_CELLS * 4 + MAX_MEMORY * 8 + 2 * MAX_CELLS * MAX_VOTERS * 4;
