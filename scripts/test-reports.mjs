// Counts the tests in the JSON reports of vitest and Playwright, and names the failed ones.
import { readFileSync } from 'node:fs';

/**
 * The report at `path`, or undefined when the runner wrote none or a broken one, because it failed before.
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`The test report ${path} cannot be read: ${error.message}`);
    return undefined;
  }
}

/** Counts of a vitest report; a test file that fails to load counts as one failed test. */
export function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failedTests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${name}: ${fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    failures: [...failedTests, ...brokenFiles.map(({ name }) => `${name}: the file did not load`)],
  };
}

/** The specs of a Playwright suite and of the suites in it. */
function specsOf({ specs = [], suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}

/**
 * Counts of a Playwright report; errors outside of tests (a server that does not start) count as failed
 * tests.
 */
export function countPlaywright(report) {
  const failedSpecs = specsOf(report).filter(({ ok }) => !ok);
  return {
    passed: report.stats.expected,
    failed: report.stats.unexpected + report.stats.flaky + report.errors.length,
    failures: [
      ...failedSpecs.map(({ file, title }) => `${file}: ${title}`),
      ...report.errors.map(({ message }) => `outside of the tests: ${message}`),
    ],
  };
}

/**
 * Counts of one runner's report. A runner that exited with an error, or left no report, counts at least one
 * failure.
 */
export function countRun(reportPath, count, exitCode) {
  const report = readReport(reportPath);
  if (report === undefined) return { passed: 0, failed: 1, failures: [] };
  const counted = count(report);
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}
