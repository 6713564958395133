/** Linear: y = x Aᵀ + b over the last dimension. Source: docs.pytorch.org, torch.nn.Linear. */
import type { Explainer, Term } from './explanation'
import { largest, magnitudeOf, offsetOf, sum } from './places'

export const linear: Explainer = {
  forward({ inputs, parameters }, { index }) {
    const { input } = inputs
    const { weight, bias } = parameters
    if (!input || !weight) return null
    const features = weight.shape[1]!
    const out = index.at(-1)!
    const start = offsetOf(input.shape, [...index.slice(0, -1), 0])
    const terms = Array.from({ length: features }, (_, at): Term => {
      const factors = [input.values[start + at]!, weight.values[out * features + at]!] as const
      return { at: [at], factors, value: factors[0] * factors[1] }
    })
    const added = bias ? bias.values[out]! : 0
    const values = terms.map(({ value }) => value)
    return {
      formula: 'y(o) = Σ_i x(i) · weight(o, i) + bias(o)',
      parts: [
        largest('feature', terms),
        ...(bias ? [{ kind: 'lines' as const, lines: [{ name: 'bias' as const, value: added }] }] : []),
      ],
      value: sum(values) + added,
      magnitude: magnitudeOf(values) + Math.abs(added),
    }
  },
  backward({ parameters }, { index, gradient }) {
    const { weight } = parameters
    if (!weight) return null
    const [outputs, features] = weight.shape as [number, number]
    const start = offsetOf(gradient.shape, [...index.slice(0, -1), 0])
    const terms = Array.from({ length: outputs }, (_, out): Term => {
      const factors = [gradient.values[start + out]!, weight.values[out * features + index.at(-1)!]!] as const
      return { at: [out], factors, value: factors[0] * factors[1] }
    })
    const values = terms.map(({ value }) => value)
    return {
      formula: '∂L/∂x(i) = Σ_o ∂L/∂y(o) · weight(o, i)',
      parts: [largest('outFeature', terms)],
      value: sum(values),
      magnitude: magnitudeOf(values),
    }
  },
}
