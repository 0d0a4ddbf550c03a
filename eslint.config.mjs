import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Files that may import from any part: they test several parts together and are never shipped. */
const testFiles = ['**/*.test.{ts,tsx}', '**/*.spec.ts', '**/testing/**', 'tests/**'];

/** Imports allowed to each part besides itself and npm packages. Everything that is not listed is refused. */
const allowed = {
  core: [],
  media: ['core'],
  node: ['core', 'media', 'models/manifest.json'],
  client: ['core', 'media', 'package.json'],
  server: ['core', 'media', 'node', 'migrations', 'package.json', 'models/manifest.json'],
  cli: [
    'core',
    'media',
    'node',
    // `vdf user` opens the server's own accounts and `vdf worker` its jobs, both with the server's settings.
    'server/open-server.ts',
    'server/work-on-jobs.ts',
    'server/config.ts',
    'package.json',
    'models/manifest.json',
  ],
};

const partZones = Object.entries(allowed).map(([part, others]) => ({
  target: `./${part}`,
  from: '.',
  except: [part, ...others, 'node_modules'].map((path) => `./${path}`),
  message: `${part} may import only from ${[part, ...others].join(', ')}.`,
}));

const features = readdirSync(new URL('client/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Rooms of the client, each with those that it may import. Features may import them all, and the app everything. */
const clientRooms = {
  ui: [],
  i18n: [],
  keymap: ['i18n'],
  workers: ['i18n', 'app-version.ts'],
  api: ['i18n', 'workers'],
  video: ['i18n', 'workers'],
  engine: ['i18n', 'workers', 'video'],
  project: ['i18n', 'workers', 'video'],
  run: ['ui', 'i18n', 'workers', 'api', 'video', 'engine', 'project', 'app-version.ts'],
};

const clientZones = [
  ...features.map((feature) => ({
    target: `./client/features/${feature}`,
    from: './client/features',
    except: [`./${feature}`],
    message: 'Features never import each other; the app composes them.',
  })),
  ...Object.entries(clientRooms).map(([room, others]) => ({
    target: `./client/${room}`,
    from: './client',
    except: [room, ...others].map((path) => `./${path}`),
    message: `client/${room} may import only from ${[room, ...others].join(', ')} of the client.`,
  })),
  { target: './client/features', from: './client/app', message: 'The app composes the features, not the other way.' },
];

const onnxruntime = {
  group: ['onnxruntime-*', 'onnxruntime-*/**'],
  message: 'Only client/workers and node/segmenter may import onnxruntime.',
};
const notInCore = [
  { group: ['node:*'], message: 'core runs in browsers and workers too: no Node modules.' },
  {
    group: ['react', 'react/**', 'react-dom', 'react-dom/**', '@mantine/**'],
    message: 'core knows no user interface.',
  },
  { group: ['express', 'knex', 'pg'], message: 'core knows no server and no database.' },
  { group: ['mediabunny', '@mediabunny/**'], message: 'core reads frames through its FrameSource port only.' },
];
const refusePackages = (patterns, dynamicNames, syntax = []) => ({
  'no-restricted-imports': ['error', { patterns }],
  'no-restricted-syntax': [
    'error',
    {
      selector: `ImportExpression[source.value=/^(${dynamicNames})/]`,
      message: 'This part may not import that package.',
    },
    ...syntax,
  ],
});

/** On the page a bitmap has one owner, which alone may draw and close it. */
const bareBitmaps = [
  'TSTypeReference[typeName.name="ImageBitmap"]',
  'CallExpression[callee.name="createImageBitmap"]',
  'MemberExpression[property.name=/^(transferFromImageBitmap|transferToImageBitmap)$/]',
].map((selector) => ({ selector, message: 'The page has bitmaps as pictures only (client/video/picture.ts).' }));

/** Refuses files that only re-export: they hide where things live and invite import cycles. */
const noBarrel = {
  meta: { type: 'suggestion', schema: [], messages: { barrel: 'A file that only re-exports is not allowed.' } },
  create: (context) => ({
    'Program:exit'(program) {
      const passesOn = (statement) =>
        statement.type === 'ExportAllDeclaration' ||
        (statement.type === 'ExportNamedDeclaration' && statement.declaration === null);
      const isImport = (statement) => statement.type === 'ImportDeclaration';
      const only = program.body.every((statement) => passesOn(statement) || isImport(statement));
      if (only && program.body.some(passesOn)) context.report({ node: program, messageId: 'barrel' });
    },
  }),
};

const typesFrom = (files, project) => ({
  files,
  languageOptions: { parserOptions: { project, tsconfigRootDir: root } },
});

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'data/**',
      'coverage/**',
      'test-results/**',
      'playwright-report/**',
      '.cache/**',
      'bench/results/**',
      'core/platform.d.ts',
      'core/engine/matching/kernel.as',
      'core/engine/matching/kernel-wasm.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX, house: { rules: { 'no-barrel': noBarrel } } },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Ports return promises; an implementation without anything to wait for is still right.
      '@typescript-eslint/require-await': 'off',
      // Ports, stores and hooks are plain objects of functions without `this`; taking one out of its object
      // is how they are used.
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'import-x/no-duplicates': 'error',
      'house/no-barrel': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      // Prettier wraps code, but neither comments nor what it cannot break.
      'max-len': [
        'error',
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
    },
  },
  typesFrom(['core/**/*.ts'], 'core/tsconfig.json'),
  typesFrom(['media/**/*.ts'], 'media/tsconfig.json'),
  typesFrom(['client/**/*.{ts,tsx}'], 'client/tsconfig.json'),
  typesFrom(['node/**/*.ts'], 'node/tsconfig.json'),
  typesFrom(['server/**/*.ts', 'migrations/*.ts'], 'server/tsconfig.json'),
  typesFrom(['cli/**/*.ts'], 'cli/tsconfig.json'),
  typesFrom(
    [
      'tests/**/*.ts',
      'bench/**/*.ts',
      'scripts/**/*.ts',
      '*.config.ts',
      '{core,media,node}/**/*.test.ts',
      'core/**/testing/**/*.ts',
    ],
    'tests/tsconfig.json',
  ),
  {
    // What a format writes or reads is kept whole in one file even when it is long.
    files: ['core/formats/*/{write,read}.ts', 'media/**/*codec*.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: testFiles,
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones: [...partZones, ...clientZones] }],
    },
  },
  {
    files: ['{media,node,client,server,cli}/**/*.{ts,tsx}'],
    ignores: [...testFiles, 'client/workers/**', 'node/segmenter/**'],
    rules: refusePackages([onnxruntime], 'onnxruntime-'),
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    ignores: [...testFiles, 'client/workers/**', 'client/video/picture.ts'],
    rules: refusePackages([onnxruntime], 'onnxruntime-', bareBitmaps),
  },
  {
    files: ['core/**/*.ts'],
    ignores: testFiles,
    rules: refusePackages(
      [onnxruntime, ...notInCore],
      'onnxruntime-|node:|react|@mantine|express|knex|pg$|mediabunny|@mediabunny',
    ),
  },
);
