// `npm run check`: types, lint, format and unit tests. `node scripts/check.mjs NAME...` runs some of them. Every stage
// runs; the exit code is non-zero when one failed.
import { checkNode, installWhenNeeded } from './install.mjs';
import { packageBin, runNode, SOURCE_CHECKS } from './run-stage.mjs';

const { types, lint, format } = SOURCE_CHECKS;
// Tests that start processes or the real model are left to `npm test`.
const unit = () => [packageBin('vitest'), 'run', '--tags-filter', '!process && !long'];
const stages = { types, lint, format, unit };

const failed = [];

/** Runs those of the stages that were asked for, one after the other. */
async function runStages(...names) {
  for (const name of names.filter((each) => wanted.includes(each))) {
    console.log(`\n== ${name}`);
    if ((await runNode(stages[name]())) !== 0) failed.push(name);
  }
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(stages);
const unknown = wanted.filter((name) => !Object.hasOwn(stages, name));
if (unknown.length > 0) throw new Error(`Not a check: ${unknown.join(', ')}.`);
checkNode();
installWhenNeeded();
// Types take a core for a minute, as lint and format do together.
await Promise.all([runStages('types'), runStages('lint', 'format')]);
await runStages('unit');
console.log(failed.length === 0 ? '\nEverything passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
