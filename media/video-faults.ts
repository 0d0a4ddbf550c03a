import { UnsupportedInputFormatError } from 'mediabunny';
import { ForgeError, isForgeError } from '../core/errors.ts';

/** An error of a decoder or demuxer while a frame is read. ForgeErrors stay as they are. */
export function decodeFailure(error: unknown, frame: number): ForgeError {
  if (isForgeError(error)) return error;
  return new ForgeError('video_decode_failed.at_frame', { frame }, { cause: error });
}

/** An error while a file is opened. ForgeErrors stay as they are. */
export function openFailure(error: unknown, name: string): ForgeError {
  if (isForgeError(error)) return error;
  if (error instanceof UnsupportedInputFormatError)
    return new ForgeError('video_unreadable.format', { name }, { cause: error });
  return new ForgeError('video_truncated.contents', { name }, { cause: error });
}
