import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FormatDescription, LabelFact } from '../../core/formats/export-format.ts';
import { FORMAT_IDS, FORMATS } from '../../core/formats/registry.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const PARTS = ['core', 'media', 'node', 'client', 'server', 'cli', 'scripts', 'bench'];
const TEST_CODE = /\.(test|spec)\.\w+$|\/testing\//;

const sources = PARTS.flatMap((part) =>
  readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .map((name) => `${part}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(tsx?|mjs|mts)$/.test(path) && !TEST_CODE.test(path)),
);

/** The sources outside of `core/formats` that name one of the formats. */
const naming = (ids: readonly string[], paths: readonly string[]) =>
  paths.filter((path) => !path.startsWith('core/formats/') && ids.some((id) => read(path).includes(id)));

describe('a format', () => {
  it('is known by name in core/formats alone', () => {
    expect(sources.length).toBeGreaterThan(500);
    expect(naming(FORMAT_IDS, sources)).toEqual([]);
  });

  it('would be found where it is named', () => {
    const [path = ''] = sources.filter((each) => each.endsWith('spec-choices.ts'));
    expect(naming(['DEFAULT_FORMAT'], [path])).toEqual([path]);
  });
});

const FACT_NAMES: Readonly<Record<LabelFact, string>> = {
  mask: 'masks',
  polygon: 'polygons',
  track: 'tracks',
  occluded: 'occlusion',
  source: 'sources',
  confidence: 'confidence',
};

/** The row of a format in the table of docs/formats.md. */
const rowOf = ({ id, title, needs, loses }: FormatDescription) =>
  `| \`${id}\` | ${title} | ${needs.shape} | ${needs.smallestSide} px | ${loses.map((fact) => FACT_NAMES[fact]).join(', ')} |`;

describe('docs/formats.md', () => {
  const text = read('docs/formats.md');

  it('lists the formats as their descriptions say', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    const plain = (row: string) => row.replace(/ +/g, ' ');
    expect(rows.map(plain)).toEqual(FORMATS.map(({ description }) => rowOf(description)));
  });

  it('has a section about each of them, and about no other one', () => {
    const headings = [...text.matchAll(/^## `([^`]+)`: (.+)$/gm)].map(([, id, title]) => [id, title]);
    expect(headings).toEqual(FORMATS.map(({ description: { id, title } }) => [id, title]));
  });
});
