/** Where a program lies once it is built. */
export function programPath(name: 'server' | 'cli'): string;
/** Builds into dist/node when needed, or always with `force`. Throws when the build fails. */
export function buildNode(options?: { force?: boolean }): Promise<void>;
