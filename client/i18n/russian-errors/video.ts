import type { VIDEO_SENTENCES } from '../../../core/sentences/video.ts';

/** Russian sentences about opening and reading videos and folders of images. */
export const RUSSIAN_VIDEO: Readonly<Record<keyof typeof VIDEO_SENTENCES, string>> = {};
