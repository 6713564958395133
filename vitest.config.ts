import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { times } from './scripts/testing/test-scale.mjs'

// TensorFlow registers its device once a process: worker threads abort, forks do not.
const test = {
  pool: 'forks',
  env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  testTimeout: times(60_000),
  hookTimeout: times(60_000),
} as const
/** Layers that keep nothing of their own in a process: their tests share one, and load the sources once. */
const PURE = ['src/{words,actions,graph,renderer}/**/*.test.{ts,tsx}']

export default defineConfig({
  test: {
    // Vitest leaves a processor to itself; of two, that would be half.
    maxWorkers: availableParallelism(),
    projects: [
      { test: { ...test, name: 'pure', include: PURE, isolate: false } },
      {
        test: {
          ...test,
          name: 'processes',
          include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs', 'bench/**/*.test.ts'],
          exclude: ['node_modules/**', ...PURE],
        },
      },
    ],
  },
})
