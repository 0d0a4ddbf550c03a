// `npm test`: every automatic check. It goes on after a failure, names the failures at the end, and its last
// line is "N passed, N failed", the sum of all tests, where each stage without tests of its own (types, lint,
// format, build, bundle) counts as one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkNode, installWhenNeeded } from './install.mjs';
import { packageBin, runNode, runNodeBeside, SOURCE_CHECKS } from './run-stage.mjs';
import { countPlaywright, countRun, countVitest } from './test-reports.mjs';

const reports = mkdtempSync(join(tmpdir(), 'vdf-test-reports-'));
const unitReport = join(reports, 'unit.json');
const browserReport = join(reports, 'browser.json');

async function oneCheck(args) {
  const good = (await runNode(args)) === 0;
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, failures: [] };
}

async function unitTests() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
  const code = await runNode([packageBin('vitest'), 'run', '--tags-filter', '!long', ...reporters]);
  return countRun(unitReport, countVitest, code);
}

async function browserTests() {
  // Pages wait for the server and for their animations: the checks of the sources use the idle time of the
  // cores.
  beginSourceChecks();
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: browserReport };
  // With the tests tagged @long all of it would take half an hour on two cores: `npm run test:long`
  // includes them.
  const args = ['test', '--grep-invert', '@long', '--reporter=list,json'];
  const code = await runNode([packageBin('@playwright/test', 'playwright'), ...args], env);
  return countRun(browserReport, countPlaywright, code);
}

let sourceChecks = null;

/**
 * Begins with types, lint and format, one after the other: at once they would need 5 GB. They have the lowest
 * priority for a core.
 */
function beginSourceChecks() {
  const runAll = async () => {
    const results = [];
    for (const [name, args] of Object.entries(SOURCE_CHECKS)) results.push({ name, ...(await runNodeBeside(args())) });
    return results;
  };
  sourceChecks = runAll();
}

async function sourceResults() {
  const results = await sourceChecks;
  for (const { name, code, output } of results) {
    console.log(`-- ${name}: ${code === 0 ? 'passed' : 'FAILED'}`);
    process.stdout.write(output);
  }
  const failures = results.filter(({ code }) => code !== 0).map(({ name }) => name);
  return { passed: results.length - failures.length, failed: failures.length, failures };
}

const stages = [
  ['unit tests', unitTests],
  ['build', () => oneCheck(['scripts/build-client.mjs'])],
  ['bundle size', () => oneCheck(['--import', 'tsx', 'scripts/check-bundle.ts'])],
  ['browser tests', browserTests],
  [Object.keys(SOURCE_CHECKS).join(', '), sourceResults],
];

async function runStages() {
  const total = { passed: 0, failed: 0, failures: [] };
  for (const [name, stage] of stages) {
    console.log(`\n== ${name}`);
    const started = performance.now();
    const { passed, failed, failures } = await stage();
    total.passed += passed;
    total.failed += failed;
    if (failed > 0)
      total.failures.push(...(failures.length > 0 ? failures : ['see above']).map((what) => `${name}: ${what}`));
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`== ${name}: ${failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  }
  return total;
}

let total = { passed: 0, failed: 1, failures: [] };
try {
  checkNode();
  installWhenNeeded();
  total = await runStages();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  rmSync(reports, { recursive: true, force: true });
}
for (const failure of total.failures) console.log(`FAILED ${failure}`);
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
