import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { testsWithOwnProcess } from './scripts/testing/own-process.mjs'
import { times } from './scripts/testing/test-scale.mjs'

const own = testsWithOwnProcess()

// TensorFlow registers its device once a process: worker threads abort, forks do not.
export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves a processor to itself; of two, that would be half.
    maxWorkers: availableParallelism(),
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    testTimeout: times(60_000),
    hookTimeout: times(60_000),
    setupFiles: 'scripts/testing/set-up-file.mjs',
    projects: [
      {
        // Loading the program and TensorFlow takes longer than most files' tests: they share the processes.
        extends: true,
        test: {
          name: 'shared',
          isolate: false,
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', 'bench/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...own],
        },
      },
      { extends: true, test: { name: 'own', include: own } },
    ],
  },
})
