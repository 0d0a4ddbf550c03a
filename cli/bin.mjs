#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A Docker image has the build and no sources.
if (existsSync(new URL('main.ts', import.meta.url))) {
  const { buildNode } = await import('../scripts/build-node.mjs');
  await buildNode();
}
await import('../dist/node/cli.js');
