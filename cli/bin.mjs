#!/usr/bin/env node
import { existsSync } from 'node:fs';

// An image for Docker has what was built and no sources.
if (existsSync(new URL('main.ts', import.meta.url))) {
  const { buildNode } = await import('../scripts/build-node.mjs');
  await buildNode();
}
await import('../dist/node/cli.js');
