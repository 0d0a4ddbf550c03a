import { ForgeError } from '../core/errors.ts';
import { MAX_FRAMES, MAX_MOVIE_BYTES, MAX_TRACKS } from './limits.ts';

/**
 * A file's claims about itself, and the errors where they cannot be true or are more than can be read here.
 */
export class VideoClaims {
  /** @param size of the file, in bytes */
  constructor(
    readonly name: string,
    readonly size: number,
  ) {}

  noRoomForFrames(count: number): ForgeError {
    return new ForgeError('video_truncated.claimed_frames', { name: this.name, count });
  }

  noRoomInList(count: number): ForgeError {
    return new ForgeError('video_truncated.claimed_entries', { name: this.name, count });
  }

  contradicts(count: number, frames: number): ForgeError {
    return new ForgeError('video_truncated.different_counts', { name: this.name, count, frames });
  }

  manyFrames(): ForgeError {
    return new ForgeError('video_unreadable.many_frames', { name: this.name, count: MAX_FRAMES });
  }

  manyTracks(): ForgeError {
    return new ForgeError('video_unreadable.many_tracks', { name: this.name, count: MAX_TRACKS });
  }

  longLists(): ForgeError {
    return new ForgeError('video_unreadable.long_lists', { name: this.name, megabytes: MAX_MOVIE_BYTES / 2 ** 20 });
  }

  largePictures(width: number, height: number): ForgeError {
    return new ForgeError('video_unreadable.large_pictures', { name: this.name, width, height });
  }
}
