import { beforeAll, expect, it } from 'vitest'
import { watchKernels } from '../backend'
import { noGrad, ready, tensor } from '../index'
import { reshapeRaw } from './view'

beforeAll(async () => void (await ready()))

it('runs no kernel to give a tensor the shape that it has, and keeps what it had before a change in place', () => {
  const x = tensor([[1, 2], [3, 4]]) // prettier-ignore
  const kernels: string[] = []
  const noted = <T>(name: string, run: () => T): T => {
    kernels.push(name)
    return run()
  }
  const same = watchKernels(noted, () => reshapeRaw(x, [2, 2]))
  expect(kernels).toEqual([])
  noGrad(() => x.add_(1))
  expect([same.toArray(), x.toArray()]).toEqual([
    [[1, 2], [3, 4]],
    [[2, 3], [4, 5]],
  ]) // prettier-ignore
})
