import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Generator } from './generator'

const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8'))
/** Uniform numbers are equal to the last bit: the reference is printed as the double that a float32 is. */
const exact = (values: Float32Array | Int32Array) => Array.from(values)

describe('the random generator', () => {
  it.each(Object.keys(reference.uniform))("gives PyTorch's uniform numbers for seed %s", (seed) => {
    expect(exact(new Generator(Number(seed)).uniform(7))).toEqual(reference.uniform[seed])
  })

  it("gives PyTorch's numbers over a range, and past the first block", () => {
    expect(exact(new Generator(3).uniform(9, -0.19245, 0.19245))).toEqual(reference.range)
    expect(exact(new Generator(1).uniform(2000).slice(-3))).toEqual(reference.thousandth)
  })

  it("gives PyTorch's normal numbers for few and for many values", () => {
    const few = new Generator(0)
    const close = (values: Float32Array, expected: number[]) =>
      expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5))
    close(few.normal(5), reference.normal5[0])
    close(few.normal(4), reference.normal5[1])
    close(new Generator(0).normal(32), reference.normal32)
    close(new Generator(7).normal(37), reference.normal37)
  })

  it("gives PyTorch's permutations and whole numbers", () => {
    const generator = new Generator(5)
    expect(exact(generator.permutation(20))).toEqual(reference.permutation[0])
    expect(exact(generator.permutation(3))).toEqual(reference.permutation[1])
    expect(exact(new Generator(9).integers(12, -3, 100))).toEqual(reference.integers)
  })

  it('goes on where a saved state was taken', () => {
    const generator = new Generator(11)
    generator.normal(3)
    const state = generator.getState()
    const expected = [exact(generator.normal(3)), exact(generator.uniform(700))]
    const other = new Generator(1)
    other.setState(state)
    expect([exact(other.normal(3)), exact(other.uniform(700))]).toEqual(expected)
  })

  it('refuses a seed that is no integer and an empty range', () => {
    expect(() => new Generator(0.5)).toThrow('expected an integer')
    expect(() => new Generator(0).integers(1, 3, 3)).toThrow("'from' to be less than 'to'")
  })
})
