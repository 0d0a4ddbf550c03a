import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Parts from the ground up; each may import those before it only, with the exceptions that ESLint's zones name. */
const PARTS = ['core', 'media', 'node', 'client', 'server', 'cli'];
/** Rooms of the client from the ground up. */
const CLIENT_ROOMS = ['ui', 'i18n', 'keymap', 'workers', 'api', 'video', 'engine', 'project', 'run', 'features', 'app'];

/** Imports by file, as paths from the root; imports of types count, too. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

function readImports(): ImportGraph {
  const files = PARTS.flatMap(sourcesUnder);
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(join(root, file), 'utf8'))]));
}

function sourcesUnder(part: string): string[] {
  return readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .map((file) => normalize(join(part, file)))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\//.test(file))
    .filter((file) => statSync(join(root, file)).isFile());
}

function importsOf(file: string, text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text, true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, join(root, dirname(file), name)))
    .filter((name) => /\.tsx?$/.test(name));
}

/** A circle of imports as its files in order, the first one again at the end; null where there is none. */
function findCircle(graph: ImportGraph): string[] | null {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | null => {
    if (done.has(file)) return null;
    const at = path.indexOf(file);
    if (at >= 0) return [...path.slice(at), file];
    path.push(file);
    for (const imported of graph.get(file) ?? []) {
      const circle = visit(imported);
      if (circle) return circle;
    }
    path.pop();
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return null;
}

/** Imports from a lower floor to a higher one, as "file -> file". */
function findArrowsUp(graph: ImportGraph, floorOf: (file: string) => number): string[] {
  return [...graph].flatMap(([file, imports]) =>
    imports.filter((imported) => floorOf(imported) > floorOf(file)).map((imported) => `${file} -> ${imported}`),
  );
}

const partFloor = (file: string): number => PARTS.indexOf(file.split('/')[0] ?? '');

/** Files that stand directly in client/ are the ground. */
function roomFloor(file: string): number {
  const [part = '', room = '', ...rest] = file.split('/');
  return part === 'client' && rest.length > 0 ? CLIENT_ROOMS.indexOf(room) : -1;
}

describe('the structure', () => {
  const graph = readImports();

  it('has no circle of imports, of types neither', () => {
    expect(graph.size).toBeGreaterThan(500);
    expect(findCircle(graph)).toBeNull();
  });

  it('has no import from a lower part to a higher one', () => {
    expect(findArrowsUp(graph, partFloor)).toEqual([]);
  });

  it('has no import from a lower room of the client to a higher one, and no room without a floor', () => {
    const rooms = new Set(
      [...graph.keys()].filter((file) => /^client\/[^/]+\//.test(file)).map((f) => f.split('/')[1]),
    );
    expect([...rooms].filter((room) => !CLIENT_ROOMS.includes(room ?? ''))).toEqual([]);
    expect(findArrowsUp(graph, roomFloor)).toEqual([]);
  });

  it('would say where it is broken', () => {
    const circle = new Map([
      ['core/a.ts', ['core/b.ts']],
      ['core/b.ts', ['core/c.ts']],
      ['core/c.ts', ['core/b.ts']],
    ]);
    expect(findCircle(circle)).toEqual(['core/b.ts', 'core/c.ts', 'core/b.ts']);
    expect(importsOf('core/a/b.ts', "import type { X } from '../c.ts';\nconst y = () => import('./d.ts');\n")).toEqual([
      'core/c.ts',
      'core/a/d.ts',
    ]);
    const up = new Map([
      ['client/video/a.ts', ['client/run/b.ts']],
      ['core/a.ts', ['server/b.ts']],
    ]);
    expect(findArrowsUp(up, roomFloor)).toEqual(['client/video/a.ts -> client/run/b.ts']);
    expect(findArrowsUp(up, partFloor)).toEqual(['core/a.ts -> server/b.ts']);
  });
});
