import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ForgeError } from '../errors.ts';
import { MIGRATIONS, migrate, type Migration } from './project-migrations.ts';
import { parseProjectText, PROJECT_VERSION } from './project.ts';

const fixtures = new URL('./fixtures/', import.meta.url);
const versions = Array.from({ length: PROJECT_VERSION }, (_, at) => at + 1);

describe('every version of the project file that was ever written', () => {
  it('has a migration to the next one, and a file', () => {
    expect(MIGRATIONS).toHaveLength(PROJECT_VERSION - 1);
    expect(readdirSync(fixtures).sort()).toEqual(versions.map((version) => `project-v${version}.json`).sort());
  });

  it.each(versions)('opens: version %i', (version) => {
    const text = readFileSync(new URL(`project-v${version}.json`, fixtures), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ version });
    const project = parseProjectText(text);
    expect(project.version).toBe(PROJECT_VERSION);
    expect(project.name).toBe('Street corner');
    expect(project.classes.map(({ name }) => name)).toEqual(['person', '犬']);
    expect(project.tracks[0]?.shapes['6']).toEqual({
      box: [1.25, 0.5, 3, 2],
      source: 'propagated',
      confidence: 0.91,
      outside: false,
      occluded: false,
    });
    expect(project.tracks[0]?.lost).toEqual([12, 18]);
    const between = version < 3 ? {} : { between: 'interpolate' };
    expect(project.sampling).toEqual({ kind: 'fps', fps: 5, ...between });
    expect(parseProjectText(JSON.stringify(project))).toEqual(project);
  });
});

describe('the runner of migrations', () => {
  const note =
    (step: string, version: number): Migration =>
    (document) => ({ ...document, version, steps: [...(document['steps'] as string[]), step] });
  const list = [note('1 to 2', 2), note('2 to 3', 3), note('3 to 4', 4)];

  it.each([
    [1, ['1 to 2', '2 to 3', '3 to 4']],
    [2, ['2 to 3', '3 to 4']],
    [3, ['3 to 4']],
    [4, []],
  ])('applies each one after version %i, once and in order', (version, steps) => {
    expect(migrate({ version, steps: [] }, list)).toEqual({ version: 4, steps });
  });

  it('does not change the document that it is given', () => {
    const document = Object.freeze({ version: 1, steps: Object.freeze([]) });
    expect(migrate(document, list)).not.toBe(document);
    expect(document).toEqual({ version: 1, steps: [] });
  });

  it('says that a document is damaged when a migration cannot read it', () => {
    const strict: Migration = (document) => ({
      ...document,
      version: 2,
      count: (document['tracks'] as unknown[]).length,
    });
    const damaged = () => migrate({ version: 1 }, [strict]);
    expect(damaged).toThrowError(ForgeError);
    expect(damaged).toThrowError(expect.objectContaining({ code: 'project_invalid' }));
  });

  it('notices a migration that does not raise the version', () => {
    expect(() => migrate({ version: 1 }, [(document) => ({ ...document })])).toThrowError(
      expect.objectContaining({ code: 'internal' }),
    );
  });
});
