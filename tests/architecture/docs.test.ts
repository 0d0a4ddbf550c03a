import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { createProgram } from '../../cli/program.ts';
import {
  anchorOf,
  brokenLinks,
  missingPaths,
  missingTests,
  promisesOf,
  unknownCommands,
  type Doc,
  type Repository,
} from './doc-checks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Folders that git ignores, and its own. */
const IGNORED = new Set(['.git', ...[...read('.gitignore').matchAll(/^([\w.-]+)\/$/gm)].map(([, name = '']) => name)]);

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

const files = new Set(filesOf(''));
const docs: Doc[] = [...files].filter((path) => path.endsWith('.md')).map((path) => ({ path, text: read(path) }));
/** The options of scripts and benchmarks, as they give them to parseArgs. */
function parsedOptions(): string[] {
  const sources = [...files].filter((path) => /^(bench|scripts)\/.*\.ts$/.test(path)).map(read);
  return sources.flatMap((text) =>
    [...text.matchAll(/'?([\w-]+)'?: \{ type: '(?:string|boolean)'/g)].map(([, name = '']) => `--${name}`),
  );
}

const repository: Repository = {
  files,
  docs,
  npmScripts: new Set(Object.keys(packageJson.scripts)),
  vdf: createProgram(),
  scriptOptions: new Set(['--accept-empty-database', '--demo', ...parsedOptions()]),
};

const isRecord = (path: string) => path === 'CHANGELOG.md' || /^docs\/decisions\/\d/.test(path);

describe('the documents', () => {
  it('are those of the repository', () => {
    const paths = docs.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md']));
    expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it.each(docs)('have links that lead somewhere: $path', (doc) => {
    expect(brokenLinks(doc, repository)).toEqual([]);
  });

  // Logs of changes and records of decisions name what was there at their time.
  it.each(docs.filter(({ path }) => !isRecord(path)))('name paths that are there: $path', (doc) => {
    expect(missingPaths(doc, repository)).toEqual([]);
  });

  it.each(docs)('name commands and options that are there: $path', (doc) => {
    expect(unknownCommands(doc, repository)).toEqual([]);
  });

  it('have lines of at most 120 columns, but for tables and links', () => {
    // The folder of migrations is never edited.
    const ours = docs.filter(({ path }) => path !== 'migrations/README.md');
    const wide = ours.flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line, at) => ({ line, where: `${path}:${at + 1}` }))
        .filter(
          ({ line }) => line.length > 120 && !/^\s*\||https?:|\]\(|^\s*<img|^npm run -s vdf|^\s*- type:/.test(line),
        ),
    );
    expect(wide.map(({ where }) => where)).toEqual([]);
  });
});

describe('the list of promises', () => {
  const promises = promisesOf(read('docs/promises.md'));

  it('has the promises in their order', () => {
    const numbers = [...promises.keys()];
    expect(numbers.length).toBeGreaterThan(20);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.every((number) => number >= 1 && number <= 31)).toBe(true);
  });

  it.each([...promises])('names tests that are there: promise %i', (_, tests) => {
    expect(tests.length).toBeGreaterThan(0);
    expect(missingTests(tests, files, read)).toEqual([]);
  });
});

describe('the checks of the documents', () => {
  const planted: Repository = {
    ...repository,
    files: new Set(['README.md', 'docs/guide.md', 'core/engine/plan.ts', 'core/formats/coco/write.ts', 'cli/bin.mjs']),
    docs: [{ path: 'docs/guide.md', text: '# Guide\n\n## How, and why?\n\n```sh\n# no heading\n```\n' }],
  };
  const doc = (text: string): Doc => ({ path: 'README.md', text });

  it.each([
    ['[a](docs/guide.md)', 0],
    ['[a](docs/guide.md#how-and-why)', 0],
    ['[a](docs)', 0],
    ['[a](https://example.org/none)', 0],
    ['[a](docs/gone.md)', 1],
    ['[a](docs/guide.md#what)', 1],
    ['[a](docs/guide.md#no-heading)', 1],
    ['![a](docs/gone.png)', 1],
    ['<img src="docs/gone.png">', 1],
    ['[a](#here)', 0],
  ])('find links that lead nowhere: %s', (text, faults) => {
    const here = doc(`# Here\n\n${text}\n`);
    expect(brokenLinks(here, { ...planted, docs: [...planted.docs, here] })).toHaveLength(faults);
  });

  it.each([
    ['`core/engine/plan.ts`', 0],
    ['`core/engine`', 0],
    ['`core/engine/`', 0],
    ['`plan.ts`', 0],
    ['`engine/plan.ts`', 0],
    ['`core/formats/<name>/write.ts`', 0],
    ['`core/{engine/plan,formats/coco/write}.ts`', 0],
    ['`data.yaml` and `prompts.json` and `and/or`', 0],
    ['`core/engine/gone.ts`', 1],
    ['`core/gone`', 1],
    ['`lan.ts`', 1],
    ['`gone.ts`', 1],
    ['`core/formats/<name>/read.ts`', 1],
    ['`core/{engine/plan,engine/gone}.ts`', 1],
    ['```sh\nnode cli/bin.mjs core/gone.ts\n```', 1],
  ])('find paths that are not there: %s', (text, faults) => {
    expect(missingPaths(doc(`${text}\n`), planted)).toHaveLength(faults);
  });

  it.each([
    ['`npm test` and `npm run check` and `npm ci`', 0],
    ['`vdf annotate --keep-lost`, `vdf jobs list --json`', 0],
    ['```sh\nnpm run -s vdf -- annotate a.mp4 --prompts p.json --every 6 | head --lines 3  # --no\n```', 0],
    ['`npm run -s vdf -- <command> --help`', 0],
    ['`--keep-lost`', 0],
    ['`npm run gone`', 1],
    ['`npm run -s gone`', 1],
    ['`vdf gone`', 1],
    ['`vdf jobs gone`', 1],
    ['`vdf doctor --keep-lost`', 1],
    ['```sh\nnpm run -s vdf -- annotate a.mp4 --gone\n```', 1],
    ['```sh\nnode cli/bin.mjs gone\n```', 1],
    ['`--gone`', 1],
    ['a span `vdf\ngone` over two lines', 1],
  ])('find commands that are not there: %s', (text, faults) => {
    expect(unknownCommands(doc(`${text}\n`), planted)).toHaveLength(faults);
  });

  it('find promises without a test, and tests that are not there', () => {
    const text = '### 1. One\n\nText.\n\n- `a.test.ts`: "holds",\n  "also…"\n- `b.test.ts`\n\n### 2. Two\n\nText.\n';
    const found = promisesOf(text);
    expect(found.get(2)).toEqual([]);
    expect(found.get(1)).toEqual([
      { file: 'a.test.ts', title: 'holds' },
      { file: 'a.test.ts', title: 'also…' },
      { file: 'b.test.ts', title: '' },
    ]);
    const tests = found.get(1) ?? [];
    const source = "it('holds', () => {});\nit(`also ${x}`, () => {});\n";
    const faultsIn = (code: string, there: string[]) => missingTests(tests, new Set(there), () => code);
    expect(faultsIn(source, ['a.test.ts', 'b.test.ts'])).toEqual(['no test of b.test.ts is named']);
    expect(faultsIn("it('holds more')", ['a.test.ts'])).toEqual([
      'a.test.ts has no test "holds"',
      'a.test.ts has no test "also…"',
      'no test of b.test.ts is named',
    ]);
    expect(faultsIn(source, ['moved.test.ts'])[0]).toBe('the test file a.test.ts is not there; moved.test.ts has it');
  });

  it('make anchors of headings as hosts of Markdown do', () => {
    expect(anchorOf('Files that the database does not know')).toBe('files-that-the-database-does-not-know');
    expect(anchorOf('Engine (`core/engine`)')).toBe('engine-coreengine');
    expect(anchorOf('1. What, why')).toBe('1-what-why');
  });
});
