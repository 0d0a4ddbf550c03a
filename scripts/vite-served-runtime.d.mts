import type { Plugin } from 'vite';

export function servedRuntime(): Plugin;
