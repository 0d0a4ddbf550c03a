import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
// In continuous integration the parser would otherwise read the file from disk instead of the planted text.
const readPlanted = { languageOptions: { parserOptions: { disallowAutomaticSingleRunInference: true } } };
const full = new ESLint({ cwd: root, overrideConfig: readPlanted });
// Rules about imports need no types; without them they answer in milliseconds.
const withoutTypes = new ESLint({ cwd: root, overrideConfig: tseslint.configs.disableTypeChecked });

/** Names of the rules that `code` breaks in `file`, which exists: it has a place in its part's program. */
async function brokenRules(eslint: ESLint, file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${file}` });
  if (result === undefined) throw new Error(`ESLint does not lint ${file}.`);
  return result.messages.map(({ ruleId, message }) => {
    if (ruleId === null) throw new Error(`ESLint cannot judge ${file}: ${message}`);
    return ruleId;
  });
}

const brokenImports = (file: string, code: string) => brokenRules(withoutTypes, file, code);

const zones = 'import-x/no-restricted-paths';
const packages = 'no-restricted-imports';

/** The path of a module directly in `folder`. */
function firstModule(folder: string): string {
  const name = readdirSync(`${root}${folder}`).find((file) => /\.tsx?$/.test(file) && !file.includes('.test.'));
  if (name === undefined) throw new Error(`${folder} has no module.`);
  return `${folder}/${name}`;
}

/** A module of each of the first two features. */
function twoFeatures(): [string, string] {
  const [first, second] = readdirSync(`${root}client/features`);
  if (first === undefined || second === undefined) throw new Error('The client has fewer than two features.');
  return [firstModule(`client/features/${first}`), firstModule(`client/features/${second}`)];
}

describe('imports between the parts', () => {
  const planted: [string, string, string][] = [
    ['core imports media', 'core/geometry/box.ts', '../../media/image-encoder.ts'],
    ['core imports client', 'core/geometry/box.ts', '../../client/i18n/format.ts'],
    ['core imports server', 'core/geometry/box.ts', '../../server/storage/blob-store.ts'],
    ['core imports node', 'core/geometry/box.ts', '../../node/files/file-sink.ts'],
    ['media imports node', 'media/image-encoder.ts', '../node/files/file-sink.ts'],
    ['client imports node', 'client/i18n/format.ts', '../../node/files/file-sink.ts'],
    ['node imports server', 'node/files/file-sink.ts', '../../server/storage/blob-store.ts'],
    ['node imports the command line', 'node/files/file-sink.ts', '../../cli/app-info.ts'],
    ['server imports the command line', 'server/storage/blob-store.ts', '../../cli/app-info.ts'],
    ['media imports client', 'media/image-encoder.ts', '../client/i18n/format.ts'],
    ['media imports server', 'media/image-encoder.ts', '../server/storage/blob-store.ts'],
    ['client imports server', 'client/i18n/format.ts', '../../server/storage/blob-store.ts'],
    ['server imports client', 'server/storage/blob-store.ts', '../../client/i18n/format.ts'],
    ['ui imports i18n', 'client/ui/message.tsx', '../i18n/format.ts'],
    ['i18n imports workers', 'client/i18n/format.ts', '../workers/error-transfer.ts'],
    ['video imports the project', 'client/video/picture.ts', '../project/project-store.ts'],
    ['api imports run', 'client/api/api-client.ts', '../run/run-store.ts'],
    ['run imports a feature', 'client/run/run-store.ts', '../features/runs/run-stages.tsx'],
    ['a feature imports the app', 'client/features/runs/run-stages.tsx', '../../app/theme.ts'],
    ['core imports a script', 'core/geometry/box.ts', '../../scripts/build-kernel.ts'],
  ];

  it.each(planted)('refuses that %s', async (_what, file, imported) => {
    expect(await brokenImports(file, `import '${imported}';\n`)).toContain(zones);
    expect(await brokenImports(file, `export const later = () => import('${imported}');\n`)).toContain(zones);
  });

  it('refuses that features import each other', async () => {
    const [first, second] = twoFeatures();
    const imported = second.replace('client/features/', '../');
    expect(await brokenImports(first, `import '${imported}';\n`)).toContain(zones);
    expect(await brokenImports(second, `import '${first.replace('client/features/', '../')}';\n`)).toContain(zones);
  });

  it('refuses that the command line imports the http server', async () => {
    const cli = firstModule('cli');
    const http = firstModule('server/http');
    expect(await brokenImports(cli, `import '../${http}';\n`)).toContain(zones);
    expect(await brokenImports(cli, `import '../client/i18n/format.ts';\n`)).toContain(zones);
    expect(await brokenImports(cli, `import '../node/files/file-sink.ts';\n`)).not.toContain(zones);
  });

  it.each([
    ['client/i18n/format.ts', '../../core/geometry/box.ts'],
    ['client/i18n/format.ts', '../../media/image-encoder.ts'],
    ['node/files/file-sink.ts', '../../core/geometry/box.ts'],
    ['server/storage/blob-store.ts', '../../node/files/file-sink.ts'],
    ['media/image-encoder.ts', '../core/geometry/box.ts'],
    ['core/export/plan.test.ts', '../../node/files/file-sink.ts'],
  ])('lets %s import %s', async (file, imported) => {
    const broken = await brokenImports(file, `import '${imported}';\n`);
    expect(broken).not.toContain(zones);
  });
});

describe('packages', () => {
  const refused: [string, string][] = [
    ['core/geometry/box.ts', 'node:fs'],
    ['core/geometry/box.ts', 'react'],
    ['core/geometry/box.ts', 'react-dom/client'],
    ['core/geometry/box.ts', '@mantine/core'],
    ['core/geometry/box.ts', 'express'],
    ['core/geometry/box.ts', 'onnxruntime-web'],
    ['core/geometry/box.ts', 'mediabunny'],
    ['core/geometry/box.ts', 'knex'],
    ['core/geometry/box.ts', 'pg'],
    ['client/i18n/format.ts', 'onnxruntime-web'],
    ['client/i18n/format.ts', 'onnxruntime-web/webgpu'],
    ['server/storage/blob-store.ts', 'onnxruntime-node'],
    ['node/files/file-sink.ts', 'onnxruntime-node'],
    ['media/image-encoder.ts', 'onnxruntime-web'],
  ];

  it.each(refused)('refuses in %s the package %s', async (file, name) => {
    expect(await brokenImports(file, `import '${name}';\n`)).toContain(packages);
    expect(await brokenImports(file, `export const later = () => import('${name}');\n`)).toContain(
      'no-restricted-syntax',
    );
  });

  it.each([
    ['client/workers/ort-web-runtime.ts', 'onnxruntime-web'],
    ['node/segmenter/ort-node-runtime.ts', 'onnxruntime-node'],
    ['core/export/zip.ts', 'client-zip'],
    ['media/image-encoder.ts', 'mediabunny'],
  ])('lets %s import %s', async (file, name) => {
    expect(await brokenImports(file, `import '${name}';\n`)).not.toContain(packages);
  });
});

describe('code rules', () => {
  const box = 'core/geometry/box.ts';
  const planted: [string, string, string][] = [
    ['@typescript-eslint/no-floating-promises', box, 'export function f(p: Promise<void>): void { p; }'],
    ['@typescript-eslint/no-misused-promises', box, 'export const f = (g: () => Promise<boolean>) => (g() ? 1 : 2);'],
    ['@typescript-eslint/no-explicit-any', box, 'export const f = (x: any): unknown => x;'],
    ['@typescript-eslint/no-non-null-assertion', box, 'export const f = (x: string | null): string => x!;'],
    [
      '@typescript-eslint/consistent-type-imports',
      box,
      "import { TrackId } from '../schema/brands.ts';\nexport const f = (x: TrackId): TrackId => x;",
    ],
    ['@typescript-eslint/ban-ts-comment', box, '// @ts-ignore\nexport const f = 1;'],
    ['no-empty', box, 'export function f(g: () => void): void { try { g(); } catch {} }'],
    ['eqeqeq', box, 'export const f = (a: number, b: number) => a == b;'],
    ['house/no-barrel', box, "export * from '../schema/brands.ts';"],
    ['house/no-barrel', box, "import { trackId } from '../schema/brands.ts';\nexport { trackId };"],
    ['max-lines', box, Array.from({ length: 301 }, (_, i) => `export const f${i} = 1;`).join('\n')],
    [
      'react-hooks/rules-of-hooks',
      'client/ui/message.tsx',
      "import { useState } from 'react';\nexport function Thing(props: { on: boolean }) { if (props.on) useState(0); return null; }",
    ],
  ];

  it.each(planted)('catches %s', async (rule, file, code) => {
    expect(await brokenRules(full, file, `${code}\n`)).toContain(rule);
  });

  it.each([
    'export const width = (bitmap: ImageBitmap): number => bitmap.width;',
    'export const made = (image: Blob) => createImageBitmap(image);',
    'export const put = (at: ImageBitmapRenderingContext) => at.transferFromImageBitmap(null);',
  ])('keeps bitmaps inside of pictures: %s', async (code) => {
    for (const file of ['client/i18n/format.ts', 'client/ui/message.tsx', firstModule('client/features/video')])
      expect(await brokenImports(file, `${code}\n`)).toContain('no-restricted-syntax');
    for (const file of ['client/video/picture.ts', 'client/workers/small-picture.ts'])
      expect(await brokenImports(file, `${code}\n`)).not.toContain('no-restricted-syntax');
  });

  it('catches a circular import', async () => {
    // write-rows.ts is imported by the writer; importing back closes a circle.
    const code = "import { writer } from '../yolo-detect/write.ts';\nexport const f = writer;\n";
    expect(await brokenImports('core/formats/yolo/write-rows.ts', code)).toContain('import-x/no-cycle');
  });
});

describe("core's compiler settings", () => {
  const config = ts.getParsedCommandLineOfConfigFile(`${root}core/tsconfig.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
      throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
    },
  });
  if (config === undefined) throw new Error('core/tsconfig.json cannot be read.');
  const { options, fileNames } = config;

  /** The compiler's messages about `code` as one more file of core. */
  function complaints(code: string): string[] {
    const planted = `${root}core/planted.ts`;
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists, getSourceFile } = host;
    host.fileExists = (name) => name === planted || fileExists.call(host, name);
    host.readFile = (name) => (name === planted ? code : readFile.call(host, name));
    host.getSourceFile = (name, ...rest) =>
      name === planted
        ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2023)
        : getSourceFile.call(host, name, ...rest);
    const declarations = fileNames.filter((name) => name.endsWith('platform.d.ts'));
    const program = ts.createProgram([...declarations, planted], options, host);
    return program
      .getSemanticDiagnostics(program.getSourceFile(planted))
      .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
  }

  it.each(['document', 'window', 'process', 'Buffer', 'require', 'VideoFrame', 'fetch'])('refuse %s', (name) => {
    const messages = complaints(`export const planted: unknown = ${name};\n`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`Cannot find name '${name}'`);
  });

  it('accept what every platform has', () => {
    expect(complaints('export const now: number = performance.now();\n')).toEqual([]);
  });
});
