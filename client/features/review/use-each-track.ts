import { useThrottledValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';

/** While labels are being propagated, tracks change many times a second. */
const RENEW_MS = 300;
/** The page answers between two slices of the work. */
const SLICE_MS = 8;
const NO_TRACKS: readonly Track[] = [];

/** A function of a track that is worked out once for each: a track that changes is another object. */
export function cachedByTrack<T>(of: (track: Track) => T): (track: Track) => T {
  const known = new WeakMap<Track, { readonly value: T }>();
  return (track) => {
    const entry = known.get(track) ?? { value: of(track) };
    known.set(track, entry);
    return entry.value;
  };
}

/**
 * Something of every track of the project, worked out in slices beside the work of the page; what was known before stays until all is.
 * Null until it is known for the first time.
 *
 * @param of remembers what it worked out (`cachedByTrack`), and is another function only where the results are others
 */
export function useEachTrack<T>(of: (track: Track) => T): readonly T[] | null {
  const tracks = useThrottledValue(
    useProjectStore((state) => state.project?.tracks ?? NO_TRACKS),
    RENEW_MS,
  );
  const [results, setResults] = useState<readonly T[] | null>(null);
  useEffect(() => {
    let current = true;
    const work = async () => {
      const found: T[] = [];
      let began = performance.now();
      for (const track of tracks) {
        if (performance.now() - began > SLICE_MS) {
          await new Promise((resolve) => setTimeout(resolve));
          if (!current) return;
          began = performance.now();
        }
        found.push(of(track));
      }
      setResults(found);
    };
    void work();
    return () => {
      current = false;
    };
  }, [tracks, of]);
  return results;
}
