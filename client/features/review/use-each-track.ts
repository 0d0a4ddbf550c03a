import { useThrottledValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Track } from '../../../core/schema/project.ts';
import { useProjectStore } from '../../project/project-store.ts';

/**
 * While labels are being propagated, tracks change many times a second: recompute this often, in
 * milliseconds.
 */
const RENEW_MS = 300;
/** Time of one slice of the work, in milliseconds; the page responds in between. */
const SLICE_MS = 8;
const NO_TRACKS: readonly Track[] = [];

/** Caches a function of a track: a changed track is another object. */
export function cachedByTrack<T>(of: (track: Track) => T): (track: Track) => T {
  const known = new WeakMap<Track, { readonly value: T }>();
  return (track) => {
    const entry = known.get(track) ?? { value: of(track) };
    known.set(track, entry);
    return entry.value;
  };
}

/**
 * Computes a value for every track of the project, in slices beside the work of the page; the earlier values
 * stay until all are computed. Null until the first time.
 *
 * @param of caches its results (`cachedByTrack`), and is another function only where its results differ
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
