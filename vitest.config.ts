/** Test projects: those that need no language model, those on the tiny random one, those on the starter model, and long runs over made-up documents. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // For the slowest test on a machine that is busy with other things.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // All cores: by default one is left for other things, which is half of a machine with two.
    maxWorkers: '100%',
    // What runs concurrently in a file starts the program, which keeps a core busy.
    maxConcurrency: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'], pool: 'forks' } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          pool: 'forks',
        },
      },
      { extends: true, test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'], testTimeout: 900_000 } },
    ],
  },
})
