import { defineConfig } from 'vitest/config'

// TensorFlow registers its device once a process: worker threads abort, forks do not.
export default defineConfig({
  test: {
    pool: 'forks',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
