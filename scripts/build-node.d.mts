/** Path of a built program. */
export function programPath(name: 'server' | 'cli'): string;
/** Builds into dist/node when needed, or always with `force`. Throws when the build fails. */
export function buildNode(options?: { force?: boolean }): Promise<void>;
