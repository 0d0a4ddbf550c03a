import { defineConfig } from 'vitest/config';

const slowMachine = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          environment: 'node',
          include: ['core/**/*.test.ts', 'media/**/*.test.ts'],
          ...slowMachine,
        },
      },
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{server,cli,tests,scripts,bench}/**/*.test.{ts,mjs}'],
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
