import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const FIXTURE = fileURLToPath(new URL('matrix-stacks.fixture.ts', import.meta.url))

// In a process of its own, whose unwritten memory holds no zeros.
it('multiplies stacks with a matrix that is repeated along two dimensions, with oneDNN too', () => {
  const env = { ...process.env, TF_ENABLE_ONEDNN_OPTS: '1', MALLOC_PERTURB_: '165' }
  const { signal, stdout } = spawnSync(process.execPath, ['--import', 'tsx', FIXTURE], {
    env,
    encoding: 'utf8',
  })
  expect({ signal, said: stdout.trim() }).toEqual({ signal: null, said: '0 wrong' })
})
