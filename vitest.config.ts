import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { times } from './scripts/testing/test-scale.mjs'

// TensorFlow registers its device once a process: worker threads abort, forks do not.
export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves a processor to itself; of two, that would be half.
    maxWorkers: availableParallelism(),
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', 'bench/**/*.test.ts'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    testTimeout: times(60_000),
    hookTimeout: times(60_000),
  },
})
