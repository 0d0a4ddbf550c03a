// Type-checks every part with its own tsconfig: core sees neither DOM nor Node types, the client no Node, the
// server no DOM.
import { spawnSync } from 'node:child_process';

const parts = ['core', 'media', 'node', 'client', 'server', 'cli', 'tests'];
let failed = false;
for (const part of parts) {
  const run = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', part], { stdio: 'inherit' });
  if (run.status !== 0) failed = true;
}
process.exit(failed ? 1 : 0);
