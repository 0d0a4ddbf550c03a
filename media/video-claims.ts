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
    return damaged(`"${this.name}" is damaged: it claims ${count} frames, more than its bytes can hold.`);
  }

  noRoomInList(count: number): ForgeError {
    return damaged(`"${this.name}" is damaged: a list in it claims ${count} entries, more than its bytes can hold.`);
  }

  contradicts(count: number, frames: number): ForgeError {
    return damaged(`"${this.name}" is damaged: one list in it tells of ${count} frames, another one of ${frames}.`);
  }

  manyFrames(): ForgeError {
    return tooMuch(`"${this.name}" has more than ${MAX_FRAMES} frames, and so many cannot be read here.`);
  }

  manyTracks(): ForgeError {
    return tooMuch(`"${this.name}" has more than ${MAX_TRACKS} tracks, and so many cannot be read here.`);
  }

  longLists(): ForgeError {
    const megabytes = MAX_MOVIE_BYTES / 2 ** 20;
    return tooMuch(`"${this.name}" has lists of more than ${megabytes} MB about its frames, too long to be read here.`);
  }

  largePictures(width: number, height: number): ForgeError {
    return tooMuch(`"${this.name}" claims pictures of ${width} × ${height} pixels, too large to be read here.`);
  }
}

const damaged = (sentence: string) => new ForgeError('video_truncated', sentence);
const tooMuch = (sentence: string) => new ForgeError('video_unreadable', sentence);
