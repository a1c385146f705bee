import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most tests wait for a database or another process: a core that is kept free for nothing is a third of the time.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['tests/support/drawn-cases.ts'],
          include: ['{server,db,components,app,tests}/**/*.test.{ts,tsx}'],
          exclude: ['tests/integration/**', 'tests/e2e/**'],
          // Some walk every sentence of three languages, or thousands of drawn cases; a busy machine needs its time.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          setupFiles: ['tests/support/drawn-cases.ts'],
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/database-cluster.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
