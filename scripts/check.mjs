// `npm run check`: types, lint, format and unit tests. Every stage runs; the exit code is non-zero when one
// failed.
import { checkNode, installWhenNeeded } from './install.mjs';
import { packageBin, runNode, SOURCE_CHECKS } from './run-stage.mjs';

checkNode();
installWhenNeeded();

// Tests that start processes or the real model are left to `npm test`.
const unitTests = () => [packageBin('vitest'), 'run', '--tags-filter', '!process && !long'];

const failed = [];

async function runStage(name, args) {
  console.log(`\n== ${name}`);
  if ((await runNode(args)) !== 0) failed.push(name);
}

const { types, ...others } = SOURCE_CHECKS;
// Each takes one core and about a minute: types go beside the others.
await Promise.all([runStage('types', types()), runOthers()]);
await runStage('unit tests', unitTests());

async function runOthers() {
  for (const [name, args] of Object.entries(others)) await runStage(name, args());
}

console.log(failed.length === 0 ? '\nEverything passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
