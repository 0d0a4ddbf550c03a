import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sha256Of } from '../../api/hash-once.ts';
import { videosQuery } from '../../api/video-queries.ts';

interface HashedFile {
  readonly file: File;
  readonly sha256: string;
}

/**
 * Whether the account has the video already, so that it is not uploaded again; null while that is unknown or
 * cannot be determined.
 *
 * @param signedIn whether there is an account to query
 * @param mayRead whether the file may be read for its checksum now, which takes a while where it is large
 */
export function useVideoOnServer(file: File | null, signedIn: boolean, mayRead: boolean): boolean | null {
  const { data } = useQuery({ ...videosQuery, enabled: signedIn && file !== null });
  const [hashed, setHashed] = useState<HashedFile | null>(null);
  const alike = data?.videos.filter(({ bytes }) => bytes === file?.size);
  // The account has no video of that length, so not this one: nothing needs to be read.
  const unclear = alike !== undefined && alike.length > 0;
  useEffect(() => {
    if (!file || !unclear || !mayRead) return;
    const ending = new AbortController();
    sha256Of(file, () => undefined, ending.signal).then(
      (sha256) => setHashed({ file, sha256 }),
      (reason: unknown) => {
        // Only an estimate depends on it; the upload reports the file's error.
        if (!ending.signal.aborted) console.warn('The video could not be read for its checksum.', reason);
      },
    );
    return () => ending.abort();
  }, [file, unclear, mayRead]);
  if (!signedIn || !alike) return null;
  if (!unclear) return false;
  return hashed?.file === file ? alike.some(({ sha256 }) => sha256 === hashed?.sha256) : null;
}
