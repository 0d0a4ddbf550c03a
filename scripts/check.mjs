// `npm run check`: types, lint, format and unit tests. Every stage runs; the exit code is non-zero when one
// failed.
import { checkNode, installWhenNeeded } from './install.mjs';
import { packageBin, runNode, SOURCE_CHECKS } from './run-stage.mjs';

checkNode();
installWhenNeeded();

const stages = [...Object.entries(SOURCE_CHECKS), ['unit tests', () => [packageBin('vitest'), 'run']]];

const failed = [];
for (const [name, args] of stages) {
  console.log(`\n== ${name}`);
  if ((await runNode(args())) !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nEverything passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
