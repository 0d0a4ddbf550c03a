/** English sentences about opening and reading videos and folders of images: see `english.ts`. */
export const VIDEO_SENTENCES = {} as const;
