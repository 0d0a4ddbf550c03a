import { ForgeError } from '../errors.ts';
import type { FrameSource } from '../ports/frame-source.ts';
import type { FrameIndex } from '../schema/brands.ts';

/** The presentation timestamp of a frame in seconds. Throws `frame_out_of_range`. */
export function timestampOf({ timestamps }: Pick<FrameSource, 'timestamps'>, index: FrameIndex): number {
  const timestamp = timestamps[index];
  if (timestamp !== undefined) return timestamp;
  const last = timestamps.length - 1;
  throw new ForgeError('frame_out_of_range.video_frames', { frame: index, last });
}
