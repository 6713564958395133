import { beforeAll, describe, expect, it } from 'vitest'
import { watchKernels } from '../backend'
import { ready, tensor, type Tensor } from '../index'

beforeAll(async () => void (await ready()))

const ints = (...values: number[]): Tensor => tensor(values, { dtype: 'int64' })
const beyond = /is beyond ±2147483647: int64 values are held as 32-bit integers here/

describe('whole numbers of 64 bits, held in 32', () => {
  it('reach to ±2147483647', () => {
    expect(ints(2147483646, -2147483646).add(ints(1, -1)).toArray()).toEqual([2147483647, -2147483647])
    expect(ints(46341, -46340).mul(ints(46340, 46340)).toArray()).toEqual([2147441940, -2147395600])
    expect(ints(2147483000, 647).sum().item()).toBe(2147483647)
    expect(ints(2147483646).add(1).item()).toBe(2147483647)
    expect(ints(-2147483647).sub(ints(1)).item()).toBe(-2147483648)
    expect(tensor([2147483520, -2147483648]).long().toArray()).toEqual([2147483520, -2147483648])
  })

  it('are refused where arithmetic would wrap around', () => {
    expect(() => ints(1, 2147483647).add(1)).toThrow(beyond)
    expect(() => ints(-2147483647).sub(ints(2))).toThrow(beyond)
    expect(() => ints(1, 65536).mul(ints(1, 65536))).toThrow(beyond)
    expect(() => ints(10).pow(10)).toThrow(beyond)
    expect(() => ints(2147483647, 2147483647).sum()).toThrow(beyond)
    expect(() => ints(1).add(3e9)).toThrow(beyond)
    expect(() => ints(2147483647).add(1)).toThrow('The result 2147483648 is beyond')
    expect(() => ints(-2147483647).sub(ints(2))).toThrow('The result -2147483649 is beyond')
  })

  it('are computed once where there is one: a count of batches is in every step', () => {
    const kernels: string[] = []
    const noted = <T>(name: string, run: () => T): T => {
      kernels.push(name)
      return run()
    }
    expect(watchKernels(noted, () => ints(3).add(1)).item()).toBe(4)
    expect(kernels.filter((name) => name === 'Add' || name === 'Cast')).toEqual(['Add'])
  })

  it('are refused where a float does not fit', () => {
    expect(() => tensor([3e9]).long()).toThrow(beyond)
    expect(() => tensor([NaN]).long()).toThrow(beyond)
  })
})
