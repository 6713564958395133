import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from './index'
import type { BackendInfo } from './index'
import { settleThreads } from './threads'

let info: BackendInfo
beforeAll(async () => {
  info = await ready()
})

interface Threads {
  threads: number
  started: number
}

function threadsWith(asked: string): Threads {
  const fixture = fileURLToPath(new URL('threads.fixture.ts', import.meta.url))
  const { stdout } = spawnSync(process.execPath, ['--import', import.meta.resolve('tsx'), fixture], {
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: asked },
    encoding: 'utf8',
  })
  return JSON.parse(stdout) as Threads
}

describe('threads', () => {
  it('are as many as a person asks for, else as many as can run', () => {
    const own = availableParallelism()
    const asked = ['3', ' 5 ', '', '0', '-1', '3.5', '1e1', '0x10', 'two', '99999999', undefined]
    const settled = asked.map((text) => {
      const env: NodeJS.ProcessEnv = text === undefined ? {} : { TF_NUM_INTRAOP_THREADS: text }
      const threads = settleThreads(env)
      expect(env.TF_NUM_INTRAOP_THREADS).toBe(String(threads))
      return threads
    })
    expect(settled).toEqual([3, 5, own, own, own, own, own, own, own, own, own])
  })

  it.runIf(process.platform === 'linux')('are those that TensorFlow starts', (context) => {
    if (info.backend !== 'tensorflow') context.skip()
    // Some more threads wait for the kernels; they are as many whatever is asked for.
    const { threads, started } = threadsWith('3')
    expect(threads).toBe(3)
    for (const asked of ['6', '1e1', '-1']) {
      const found = threadsWith(asked)
      expect(found.started - found.threads, asked).toBe(started - threads)
    }
  })
})
