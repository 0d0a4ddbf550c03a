import type { BuildOptions } from 'esbuild';

/** Path of a built program. */
export function programPath(name: 'server' | 'cli'): string;
/** Whether a file of the sources belongs to a program: tests and their helpers do not. */
export function isShipped(path: string): boolean;
/** The source of each program. */
export const programs: Readonly<Record<string, string>>;
/** How esbuild makes programs for Node of their sources; it writes nothing. */
export function bundleSettings(
  entryPoints: Readonly<Record<string, string>>,
  outdir: string,
): BuildOptions & { readonly entryPoints: Record<string, string>; readonly write: false };
/** Builds into dist/node when needed, or always with `force`. Throws when the build fails. */
export function buildNode(options?: { force?: boolean }): Promise<void>;
