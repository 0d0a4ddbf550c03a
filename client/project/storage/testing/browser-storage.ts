/** One turn of the event loop. */
export const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * Fake browser locks: exclusive or shared, first come first served, or refused at once when not free
 * (`ifAvailable`).
 */
export class FakeLocks {
  readonly #held = new Map<string, { shared: boolean; count: number }>();
  readonly #queue: { readonly name: string; readonly shared: boolean; grant(): void }[] = [];

  /** Number of requests that are not granted yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  async request(name: string, ...rest: [LockOptions, Grant] | [Grant]): Promise<unknown> {
    const [options, callback] = rest.length === 1 ? [{} as LockOptions, rest[0]] : rest;
    const shared = options.mode === 'shared';
    if (options.ifAvailable && !this.#isFree(name, shared)) return callback(null);
    await new Promise<void>((grant) => {
      this.#queue.push({ name, shared, grant });
      this.#grantNext();
    });
    try {
      return await callback({ name, mode: shared ? 'shared' : 'exclusive' });
    } finally {
      const held = this.#held.get(name);
      if (held && (held.count -= 1) === 0) this.#held.delete(name);
      this.#grantNext();
    }
  }

  #isFree(name: string, shared: boolean): boolean {
    const held = this.#held.get(name);
    if (this.#queue.some((waiting) => waiting.name === name)) return false;
    return !held || (shared && held.shared);
  }

  #grantNext(): void {
    const blocked = new Set<string>();
    for (const each of [...this.#queue]) {
      const held = this.#held.get(each.name);
      if (blocked.has(each.name) || (held && !(held.shared && each.shared))) {
        blocked.add(each.name);
        continue;
      }
      this.#queue.splice(this.#queue.indexOf(each), 1);
      if (held) held.count += 1;
      else this.#held.set(each.name, { shared: each.shared, count: 1 });
      each.grant();
    }
  }
}

type Grant = (lock: { readonly name: string; readonly mode: string } | null) => unknown;

/**
 * A fake private file system whose every step takes a random time, and the worker that copies a video into
 * one of its folders.
 */
export class FakeFolders {
  readonly #folders = new Map<string, Map<string, File>>();
  #random = 1;
  /** Steps in progress. */
  busy = 0;
  /** Errors that no caller handled. */
  readonly faults: string[] = [];
  /** Called when a file is removed; an error that it throws is recorded as a fault. */
  onRemove: (name: string) => void = () => undefined;

  readonly storage = {
    getDirectory: async () => ({ getDirectoryHandle: async (folder: string) => this.#handleOf(folder) }),
    // The browser asks the user, who does not answer.
    persist: () => new Promise<boolean>(() => undefined),
  };

  /** Seeds the random times: the same steps take the same time for the same seed. */
  reseed(seed: number): void {
    this.#random = seed + 1;
    this.#folders.clear();
    this.faults.length = 0;
  }

  names(folder: string): string[] {
    return [...this.#filesOf(folder).keys()];
  }

  /** Waits a few turns of the event loop. */
  async pause(): Promise<void> {
    this.busy += 1;
    this.#random = (Math.imul(this.#random, 48271) >>> 0) % 2147483647;
    for (let turns = this.#random % 6; turns > 0; turns -= 1) await turn();
    this.busy -= 1;
  }

  async keep(file: File, folder: string, name: string): Promise<'kept'> {
    await this.pause();
    await this.pause();
    this.#filesOf(folder).set(name, new File([file], name, { lastModified: file.lastModified }));
    return 'kept';
  }

  #filesOf(folder: string): Map<string, File> {
    const files = this.#folders.get(folder) ?? new Map<string, File>();
    this.#folders.set(folder, files);
    return files;
  }

  #handleOf(folder: string) {
    const files = this.#filesOf(folder);
    const find = async (name: string): Promise<File> => {
      await this.pause();
      const found = files.get(name);
      if (!found) throw new DOMException(`no file ${name}`, 'NotFoundError');
      return found;
    };
    const pause = () => this.pause();
    return {
      getFileHandle: async (name: string) => {
        await find(name);
        return { getFile: () => find(name) };
      },
      async *keys() {
        for (const name of [...files.keys()]) {
          await pause();
          yield name;
        }
      },
      removeEntry: async (name: string) => {
        await this.pause();
        try {
          this.onRemove(name);
        } catch (error) {
          this.faults.push(String(error));
        }
        files.delete(name);
      },
    };
  }
}
