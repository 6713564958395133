import { beforeAll, describe, expect, it } from 'vitest'
import { backend, ready } from './index'
import type { Binding } from './binding'
import { TensorflowMemory } from './tensorflow-memory'

beforeAll(() => ready())

function numbers(values: readonly number[]) {
  return backend.create(Float32Array.from(values), [values.length], 'float32')
}

describe('constants of the backend', () => {
  it('tells 0 from -0', () => {
    const one = numbers([1])
    const signs = [0, -0, 0].map((zero) => {
      const quotient = backend.binary('RealDiv', one, backend.scalar(zero, 'float32'))
      const [value] = backend.read(quotient)
      backend.free(quotient)
      return value
    })
    backend.free(one)
    expect(signs).toEqual([Infinity, -Infinity, Infinity])
  })

  it('keeps a number that a kernel is about to take, however many came since', () => {
    const x = numbers([-5, 5])
    for (let count = 1; count <= 5000; count += 1) {
      // The lower limit was made long ago; the upper one is new, and the kernel takes both.
      const clipped = backend.clip(x, -0.5, count)
      expect([...backend.read(clipped)]).toEqual([-0.5, Math.min(count, 5)])
      backend.free(clipped)
    }
    backend.free(x)
  })

  it('frees numbers that were not asked for lately, and counts no tensor for them', () => {
    const before = { ...backend.live }
    for (let value = 0; value < 10_000; value++) backend.scalar(value + 0.25, 'float32')
    expect(backend.live).toEqual(before)
  })
})

/** Counts what an addon holds. */
function countingBinding() {
  const held = new Map<number, number>()
  let next = 0
  const binding = {
    TF_FLOAT: 1,
    TF_INT32: 3,
    TF_BOOL: 10,
    createTensor: (_: readonly number[], __: number, data: Float32Array | Int32Array) => {
      held.set(next, data.byteLength)
      return next++
    },
    deleteTensor: (id: number) => {
      if (!held.delete(id)) throw new Error(`${id} was freed already`)
    },
  } as unknown as Binding
  const bytes = (): number => [...held.values()].reduce((total, size) => total + size, 0)
  return { binding, held, bytes }
}

class OpenMemory extends TensorflowMemory {
  override zeros(size: number): number {
    return super.zeros(size)
  }
  override vector(values: readonly number[]): number {
    return super.vector(values)
  }
  override matrix(rows: readonly (readonly [number, number])[]): number {
    return super.matrix(rows)
  }
}

describe('operands that TensorFlow holds', () => {
  it('are bounded in number', () => {
    const { binding, held } = countingBinding()
    const memory = new OpenMemory(binding)
    const often = memory.vector([1, 2])
    for (let i = 0; i < 20_000; i++) {
      memory.vector([i, 7])
      memory.matrix([[i, 0]])
      memory.zeros(i % 50)
      expect(memory.vector([1, 2])).toBe(often)
    }
    expect(held.size).toBeLessThan(5000)
  })

  it('are bounded in bytes, and those of one kernel are never freed before it ran', () => {
    const { binding, held, bytes } = countingBinding()
    const memory = new OpenMemory(binding)
    for (let i = 0; i < 200; i++) {
      const operands = [memory.zeros(1_000_000 + i), memory.vector([i]), memory.matrix([[i, i]])]
      expect(operands.every((id) => held.has(id))).toBe(true)
    }
    expect(bytes()).toBeLessThan(33 * 4_001_000)
  })
})
