import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const slowMachine = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    tags: [
      {
        name: 'process',
        description: 'Starts processes of the app, databases, or the real model: left out of `npm run check`.',
      },
      { name: 'long', description: 'Slow and rarely broken: left out of `npm test`, run by `npm run test:long`.' },
    ],
    // Half of the time is spent waiting for child processes: by default two cores would get one worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'core',
          environment: 'node',
          include: ['core/**/*.test.ts', 'media/**/*.test.ts'],
          // Nothing there keeps state: loaded once, the modules take 24 s instead of 37 with their tests.
          isolate: false,
          ...slowMachine,
        },
      },
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{node,server,cli,tests,scripts,bench}/**/*.test.{ts,mjs}'],
          globalSetup: 'server/testing/database-template.ts',
          // Nothing is mocked there: the modules of the server are loaded once per worker and not once per
          // file.
          isolate: false,
          ...slowMachine,
        },
      },
      {
        extends: './vite.config.ts',
        root: '.',
        test: {
          name: 'jsdom',
          environment: 'jsdom',
          include: ['client/**/*.test.{ts,tsx}'],
          ...slowMachine,
        },
      },
    ],
  },
});
