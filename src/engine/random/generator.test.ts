import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { difference, drawn } from '../reference/tolerance'
import { Generator } from './generator'

const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8'))
/** Uniform numbers are equal to the last bit: the reference is printed as the double that a float32 is. */
const exact = (values: Float32Array | Int32Array) => Array.from(values)

const numbersOf = (generator: Generator) => [
  exact(generator.fillNormal(new Float32Array(3))),
  exact(generator.fillUniform(new Float32Array(700))),
]

describe('the random generator', () => {
  it.each(Object.keys(reference.uniform))("gives PyTorch's uniform numbers for seed %s", (seed) => {
    expect(exact(new Generator(Number(seed)).fillUniform(new Float32Array(7)))).toEqual(
      reference.uniform[seed],
    )
  })

  it("gives PyTorch's numbers over a range, and past the first block", () => {
    expect(exact(new Generator(3).fillUniform(new Float32Array(9), -0.19245, 0.19245))).toEqual(
      reference.range,
    )
    expect(exact(new Generator(1).fillUniform(new Float32Array(2000)).slice(-3))).toEqual(
      reference.thousandth,
    )
  })

  it("gives PyTorch's normal numbers for few and for many values", () => {
    const few = new Generator(0)
    const close = (values: Float32Array, expected: number[]) =>
      expect(difference(values, drawn(expected))).toBeNull()
    close(few.fillNormal(new Float32Array(5)), reference.normal5[0])
    close(few.fillNormal(new Float32Array(4)), reference.normal5[1])
    close(new Generator(0).fillNormal(new Float32Array(32)), reference.normal32)
    close(new Generator(7).fillNormal(new Float32Array(37)), reference.normal37)
  })

  it("gives PyTorch's permutations and whole numbers", () => {
    const generator = new Generator(5)
    const nine = new Generator(9)
    expect(exact(generator.permutation(20))).toEqual(reference.permutation[0])
    expect(exact(generator.permutation(3))).toEqual(reference.permutation[1])
    expect(Array.from({ length: 12 }, () => nine.integer(-3, 100))).toEqual(reference.integers)
  })

  it.each([0, 1e-12, 0.1, 0.5, 0.9, 1 - 2 ** -53, 1])(
    'draws many choices of probability %s as one after the other, and goes on alike',
    (p) => {
      const [many, single] = [new Generator(4), new Generator(4)]
      // Across pieces and blocks, from the middle of one.
      for (const each of [many, single]) each.uint32()
      const values = many.fillBernoulli(new Float32Array(5003), p, 1.25)
      expect(exact(values)).toEqual(Array.from(values, () => (single.uniformDouble() < p ? 1.25 : 0)))
      expect(many.uint32()).toBe(single.uint32())
    },
  )

  it('goes on where a saved state was taken', () => {
    const generator = new Generator(11)
    generator.fillNormal(new Float32Array(3))
    const state = generator.getState()
    const expected = numbersOf(generator)
    const other = new Generator(1)
    other.setState(state)
    expect(numbersOf(other)).toEqual(expected)
  })

  it('leaves a saved state as it was, whatever is drawn since by any generator that has it', () => {
    const generator = new Generator(11)
    const state = generator.getState()
    const { block, next } = state.twister
    const before = { block: block.slice(), next }
    const others = [new Generator(1), new Generator(2)]
    for (const other of others) other.setState(state)
    const orders = [generator, ...others].map((each) => exact(each.permutation(2000)))
    expect(orders[1]).toEqual(orders[0])
    expect(orders[2]).toEqual(orders[0])
    generator.manualSeed(3)
    expect(state.twister).toEqual(before)
  })

  it('refuses a seed that is no integer and an empty range', () => {
    expect(() => new Generator(0.5)).toThrow('expected an integer')
    expect(() => new Generator(0).integer(3, 3)).toThrow("'from' to be less than 'to'")
  })
})
