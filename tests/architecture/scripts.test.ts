import { describe, expect, it } from 'vitest';
import { missingWorkers, staticScripts } from '../../scripts/check-bundle.ts';
import { checkNode, isInstalled } from '../../scripts/install.mjs';
import { countPlaywright, countRun, countVitest } from '../../scripts/test-reports.mjs';

describe('the bundle check', () => {
  it('counts what the first page imports statically, once, and nothing that it loads later', () => {
    const manifest = {
      'index.html': { file: 'assets/index.js', imports: ['_a.js', '_b.js'], dynamicImports: ['later.ts'] },
      '_a.js': { file: 'assets/a.js', imports: ['_b.js'] },
      '_b.js': { file: 'assets/b.js', imports: ['_a.js'] },
      'later.ts': { file: 'assets/later.js' },
      'style.css': { file: 'assets/style.css' },
    };
    expect(staticScripts(manifest, 'index.html')).toEqual(['assets/index.js', 'assets/a.js', 'assets/b.js']);
    expect(() => staticScripts(manifest, 'other.html')).toThrow('other.html');
  });

  it('names the workers whose code was not built', () => {
    const sources = ['video.worker.ts', 'video-host.ts', 'keep-video.worker.ts'];
    expect(missingWorkers(sources, ['keep-video.worker-a1.js', 'video.worker-b2.js'])).toEqual([]);
    expect(missingWorkers(sources, ['keep-video.worker-a1.js', 'index-b2.js'])).toEqual(['video.worker']);
  });
});

describe('the start', () => {
  it('refuses a Node that is too old and names the least one', () => {
    for (const old of ['18.20.4', '20.18.3']) expect(() => checkNode(old)).toThrow(/20\.19.*Node (18|20\.18)/);
    for (const good of ['20.19.0', '22.1.0', '24.0.0']) expect(() => checkNode(good)).not.toThrow();
  });

  it('installs again when a package is missing or has another version', () => {
    const zod = { version: '4.0.0', integrity: 'sha512-a' };
    const wanted = { packages: { '': {}, 'node_modules/zod': zod, 'node_modules/win': { ...zod, optional: true } } };
    expect(isInstalled(wanted, { packages: { 'node_modules/zod': zod } })).toBe(true);
    expect(isInstalled(wanted, { packages: {} })).toBe(false);
    expect(isInstalled(wanted, { packages: { 'node_modules/zod': { ...zod, version: '4.0.1' } } })).toBe(false);
    expect(isInstalled(wanted, { packages: { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } } })).toBe(false);
  });
});

describe('the sum of the tests', () => {
  it('names the tests that failed, and counts a test file that does not load as a failure', () => {
    const broken = { name: 'b.test.ts', status: 'failed', assertionResults: [] };
    const assertionResults = [
      { status: 'passed', fullName: 'adds' },
      { status: 'failed', fullName: 'divides' },
    ];
    const wrong = { name: 'a.test.ts', status: 'failed', assertionResults };
    expect(countVitest({ numPassedTests: 5, numFailedTests: 1, testResults: [broken, wrong] })).toEqual({
      passed: 5,
      failed: 2,
      failures: ['a.test.ts: divides', 'b.test.ts: the file did not load'],
    });
  });

  it('names the browser tests that failed, and counts a server that does not start as a failure', () => {
    const stats = { expected: 2, unexpected: 1, flaky: 1 };
    const spec = (title: string, ok: boolean) => ({ title, ok, file: 'a.spec.ts' });
    const suites = [{ specs: [spec('opens', true)], suites: [{ specs: [spec('closes', false)] }] }];
    expect(countPlaywright({ stats, suites, errors: [{ message: 'no port' }] })).toEqual({
      passed: 2,
      failed: 3,
      failures: ['a.spec.ts: closes', 'outside of the tests: no port'],
    });
  });

  it('counts a runner that leaves no report as a failure', () => {
    expect(countRun('/nowhere/report.json', countVitest, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});
