import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MODELS } from '../../core/models/registry.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = ['bench', 'cli', 'client', 'core', 'media', 'node', 'scripts', 'server', 'tests'];
const REGISTRY = 'core/models/registry.ts';

/** Tests that mean one model: its id in stored documents, its graphs. And the script that makes data for one. */
const MEANT: readonly string[] = [
  'cli/commands/annotate.test.ts',
  'cli/doctor/doctor.test.ts',
  'core/export/testing/synthetic-project.ts',
  'core/schema/fixtures/project-v1.json',
  'core/schema/fixtures/project-v2.json',
  'core/schema/fixtures/project-v3.json',
  'core/schema/project.test.ts',
  'node/segmenter/half-precision.test.ts',
  'node/segmenter/ort-thread-runtime.test.ts',
  'scripts/build-projection.ts',
  'server/datasets/datasets.api.test.ts',
  'tests/architecture/models.test.ts',
];

const sources = PARTS.flatMap((part) =>
  readdirSync(join(root, part), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.([cm]?tsx?|mjs|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/')),
);

/** Finds a model's id or title in code and prose: mobile-sam, mobileSam, MobileSAM. */
const nameOf = (id: string): RegExp => new RegExp(id.replaceAll('-', '[-_ ]?'), 'i');

it.each(MODELS)('only its folder and the registry name a model: $id', ({ id }) => {
  const naming = sources.filter((path) => nameOf(id).test(readFileSync(join(root, path), 'utf8')));
  const elsewhere = naming.filter((path) => path !== REGISTRY && !path.startsWith(`core/models/${id}/`));
  expect(elsewhere.filter((path) => !MEANT.includes(path))).toEqual([]);
  expect(naming).toContain(REGISTRY);
});

it('finds a model by whatever spelling of its name', () => {
  for (const text of ["const id = 'mobile-sam';", 'createMobileSam(', 'MobileSAM, 45 MB'])
    expect(nameOf('mobile-sam').test(text)).toBe(true);
});
