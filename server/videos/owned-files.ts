import { idBelow, type FileOwner } from '../storage/stored-files.ts';
import { VIDEOS_PREFIX } from './video-files.ts';
import type { VideosRepo } from './videos.repo.ts';

/** Videos as owners of stored files: of the parts that were counted. */
export const videoFiles = (repo: VideosRepo): FileOwner => ({
  kind: 'videos',
  prefix: VIDEOS_PREFIX,
  idOfKey: (key) => idBelow(VIDEOS_PREFIX, key),
  existing: (ids) => repo.existing(ids),
  owned: (keys) => repo.existingKeys(keys),
});
