/** Operations that hand numbers on as they are, in another shape: the same place in row-major order. */
import type { Explainer, Explanation, Values } from './explanation'
import { indexOf, offsetOf } from './places'

export const passing: Explainer = {
  forward({ inputs }, { shape, index }) {
    return inputs['input'] ? same(inputs['input'], offsetOf(shape, index), 'out = input') : null
  },
  backward(_, { shape, index, gradient }) {
    return same(gradient, offsetOf(shape, index), '∂L/∂input = ∂L/∂out')
  },
}

function same({ shape, values }: Values, offset: number, formula: string): Explanation {
  const value = values[offset]!
  const term = { at: indexOf(shape, offset), factors: [], value }
  return {
    formula,
    parts: [{ kind: 'terms', of: 'place', terms: [term], rest: null }],
    value,
    magnitude: Math.abs(value),
  }
}
