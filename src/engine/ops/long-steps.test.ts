import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const FIXTURE = fileURLToPath(new URL('long-steps.fixture.ts', import.meta.url))

// In a process of their own: what TensorFlow writes outside of its memory takes the process down.
for (const oneDnn of ['1', '0']) {
  it(`convolutions whose kernel is smaller than their stride compute, and harm nobody, with TF_ENABLE_ONEDNN_OPTS=${oneDnn}`, () => {
    const env = { ...process.env, TF_ENABLE_ONEDNN_OPTS: oneDnn, MALLOC_PERTURB_: '165' }
    const child = spawnSync(process.execPath, ['--import', 'tsx', FIXTURE], { env, encoding: 'utf8' })
    const lines = child.stdout.trim().split('\n')
    expect({ signal: child.signal, status: child.status, after: lines.at(-1) }).toEqual({
      signal: null,
      status: 0,
      after: 'done',
    })
    const results = lines.slice(0, -1).map((line) => JSON.parse(line) as { name: string; worst: number })
    expect(results).toHaveLength(15)
    expect(results.filter(({ worst }) => !(worst < 1e-6))).toEqual([])
  })
}
