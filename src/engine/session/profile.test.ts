import { beforeAll, describe, expect, it } from 'vitest'
import { backend, ready } from '../backend'
import type { BenchResult } from '../protocol'
import { branched, newSession } from './session-harness'

beforeAll(() => ready())

async function profiled(profile: boolean): Promise<BenchResult> {
  const { session } = newSession()
  await session.handle({ kind: 'open', document: branched() })
  return session.handle({ kind: 'bench', steps: 2, profile })
}

describe('a profile', () => {
  it('has every module in the order of the tree, and the loss', async () => {
    const { modules } = (await profiled(true)).profile!
    expect(modules.map(({ path, type }) => `${path} ${type}`)).toEqual([
      ' Net',
      'flatten Flatten',
      'left Linear',
      'right Linear',
      'relu ReLU',
      'last Linear',
      '(CrossEntropyLoss) CrossEntropyLoss',
    ])
    for (const { path, ms_forward, ms_backward } of modules) {
      expect(ms_forward, path).toBeGreaterThan(0)
      // Data needs no gradient, so nothing comes back through the flattening.
      if (path === 'flatten') expect(ms_backward).toBe(0)
      else expect(ms_backward, path).toBeGreaterThan(0)
    }
  })

  it('counts the calls of each kernel in a step', async () => {
    const { kernels } = (await profiled(true)).profile!
    const counted = Object.fromEntries(kernels.map(({ name, calls }) => [name, calls]))
    // Three products forward; back, three for the weights and one for the input of the last layer.
    expect(counted).toMatchObject({ Matmul: 7, Relu: 1, ReluGrad: 1, AvgPool: 1 })
    expect(counted).not.toHaveProperty('AvgPoolGrad')
  })

  it('gives kernels no more time than the phase they ran in took', async () => {
    const { kernels, ms_forward, ms_backward, ms_update } = (await profiled(true)).profile!
    const sum = (phase: 'ms_forward' | 'ms_backward' | 'ms_update') =>
      kernels.reduce((total, kernel) => total + kernel[phase], 0)
    expect(sum('ms_forward')).toBeLessThanOrEqual(ms_forward)
    expect(sum('ms_backward')).toBeLessThanOrEqual(ms_backward)
    expect(sum('ms_update')).toBeLessThanOrEqual(ms_update)
    expect(sum('ms_update')).toBeGreaterThan(0)
  })

  it('is taken only when asked for, and leaves nothing behind', async () => {
    const before = backend
    expect(await profiled(false)).not.toHaveProperty('profile')
    const first = (await profiled(true)).profile!
    expect(backend).toBe(before)
    const again = (await profiled(true)).profile!
    const names = ({ kernels }: typeof first) => kernels.map(({ name, calls }) => `${name} ${calls}`).sort()
    expect(names(again)).toEqual(names(first))
  })
})
