// `npm run dev`: what a contributor works with. Installs what is missing, then runs scripts/dev/run.ts from its source.
import { checkNode, installWhenNeeded } from './install.mjs';

try {
  checkNode();
  installWhenNeeded();
  const { register } = await import('tsx/esm/api');
  register();
  const { dev } = await import('./dev/run.ts');
  await dev(process.argv.slice(2), process.env);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
