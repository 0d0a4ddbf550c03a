/**
 * Pulls up to `depth` items from `source` ahead of the consumer: from the first request on or, with
 * `firstAlone`, from the second. When the consumer ends early, `release` gets every item that was pulled and
 * not handed out; `stop` must make a pending pull finish soon.
 */
export async function* readAhead<T>(
  source: AsyncGenerator<T, void, undefined>,
  depth: number,
  { release, stop, firstAlone = false }: { release: (item: T) => void; stop: () => void; firstAlone?: boolean },
): AsyncGenerator<T, void, undefined> {
  const pulls: Promise<IteratorResult<T, void>>[] = [];
  const pull = () => {
    const next = source.next();
    // A failure is reported when its turn comes; until then it must not count as unhandled.
    next.catch(() => undefined);
    pulls.push(next);
  };
  try {
    for (let ahead = firstAlone ? 0 : depth; ; ahead = depth) {
      while (pulls.length <= ahead) pull();
      const result = await pulls.shift();
      if (!result || result.done) return;
      yield result.value;
    }
  } finally {
    stop();
    for (const settled of await Promise.allSettled(pulls)) {
      if (settled.status === 'fulfilled' && !settled.value.done) release(settled.value.value);
    }
    await source.return();
  }
}
