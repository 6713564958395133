/** Activations that work value by value: y = f(x), and back ∂L/∂x = ∂L/∂y · f′(x). Source: docs.pytorch.org, torch.nn. */
import { erf } from './erf'
import type { Explainer } from './explanation'
import { valueAt } from './places'

/** A function with the formula that is shown, and its slope. */
interface Curve {
  formula: string
  f: (x: number, params: Params) => number
  slope: (x: number, params: Params) => number
}

type Params = Readonly<Record<string, unknown>>

const number = (params: Params, name: string, otherwise: number): number =>
  typeof params[name] === 'number' ? params[name] : otherwise

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
/** A sum that is rounded in single precision loses as much as these are large. */
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 }
const elu = (x: number, alpha: number, reach = 1): number => (x > 0 ? x : alpha * Math.expm1(x / reach))
const eluSlope = (x: number, alpha: number, reach = 1): number =>
  x > 0 ? 1 : (alpha / reach) * Math.exp(x / reach)
const normalCdf = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2
const gate = (x: number, low: number, high: number): number => (x > low && x < high ? 1 : 0)

const GELU_TANH = { a: Math.sqrt(2 / Math.PI), b: 0.044715 }

const CURVES: Readonly<Record<string, Curve>> = {
  ReLU: { formula: 'y = max(0, x)', f: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  ReLU6: {
    formula: 'y = min(max(0, x), 6)',
    f: (x) => Math.min(Math.max(0, x), 6),
    slope: (x) => gate(x, 0, 6),
  },
  LeakyReLU: {
    formula: 'y = x for x > 0, else negative_slope · x',
    f: (x, params) => (x > 0 ? x : number(params, 'negative_slope', 0.01) * x),
    slope: (x, params) => (x > 0 ? 1 : number(params, 'negative_slope', 0.01)),
  },
  Hardtanh: {
    formula: 'y = min(max(min_val, x), max_val)',
    f: (x, params) => Math.min(Math.max(number(params, 'min_val', -1), x), number(params, 'max_val', 1)),
    slope: (x, params) => gate(x, number(params, 'min_val', -1), number(params, 'max_val', 1)),
  },
  Sigmoid: { formula: 'y = 1 / (1 + e⁻ˣ)', f: sigmoid, slope: (x) => sigmoid(x) * sigmoid(-x) },
  LogSigmoid: { formula: 'y = ln(1 / (1 + e⁻ˣ))', f: (x) => -softplus(-x), slope: (x) => sigmoid(-x) },
  Tanh: { formula: 'y = tanh(x)', f: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  Tanhshrink: { formula: 'y = x − tanh(x)', f: (x) => x - Math.tanh(x), slope: (x) => Math.tanh(x) ** 2 },
  Softsign: {
    formula: 'y = x / (1 + |x|)',
    f: (x) => x / (1 + Math.abs(x)),
    slope: (x) => (1 + Math.abs(x)) ** -2,
  },
  SiLU: {
    formula: 'y = x · sigmoid(x)',
    f: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
  },
  Mish: {
    formula: 'y = x · tanh(ln(1 + eˣ))',
    f: (x) => x * Math.tanh(softplus(x)),
    slope: (x) => Math.tanh(softplus(x)) + x * (1 - Math.tanh(softplus(x)) ** 2) * sigmoid(x),
  },
  Hardsigmoid: {
    formula: 'y = min(max(0, x + 3), 6) / 6',
    f: (x) => Math.min(Math.max(0, x + 3), 6) / 6,
    slope: (x) => gate(x, -3, 3) / 6,
  },
  ELU: {
    formula: 'y = x for x > 0, else alpha · (eˣ − 1)',
    f: (x, params) => elu(x, number(params, 'alpha', 1)),
    slope: (x, params) => eluSlope(x, number(params, 'alpha', 1)),
  },
  CELU: {
    formula: 'y = x for x > 0, else alpha · (e^(x / alpha) − 1)',
    f: (x, params) => elu(x, number(params, 'alpha', 1), number(params, 'alpha', 1)),
    slope: (x, params) => eluSlope(x, number(params, 'alpha', 1), number(params, 'alpha', 1)),
  },
  SELU: {
    formula: 'y = 1.0507 · (x for x > 0, else 1.6733 · (eˣ − 1))',
    f: (x) => SELU.scale * elu(x, SELU.alpha),
    slope: (x) => SELU.scale * eluSlope(x, SELU.alpha),
  },
  Softplus: {
    formula: 'y = ln(1 + e^(beta · x)) / beta',
    f: (x, params) => {
      const beta = number(params, 'beta', 1)
      return beta * x > number(params, 'threshold', 20) ? x : softplus(beta * x) / beta
    },
    slope: (x, params) => {
      const beta = number(params, 'beta', 1)
      return beta * x > number(params, 'threshold', 20) ? 1 : sigmoid(beta * x)
    },
  },
}

const GELU: Curve = {
  formula: 'y = x · Φ(x)',
  f: (x) => x * normalCdf(x),
  slope: (x) => normalCdf(x) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
}

const GELU_BY_TANH: Curve = {
  formula: 'y = ½ x · (1 + tanh(√(2/π) · (x + 0.044715 x³)))',
  f: (x) => 0.5 * x * (1 + Math.tanh(GELU_TANH.a * (x + GELU_TANH.b * x ** 3))),
  slope: (x) => {
    const tanh = Math.tanh(GELU_TANH.a * (x + GELU_TANH.b * x ** 3))
    return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh ** 2) * GELU_TANH.a * (1 + 3 * GELU_TANH.b * x * x)
  },
}

function explainerOf(curveOf: (params: Params) => Curve): Explainer {
  return {
    forward({ params, inputs }, { index }) {
      const { input } = inputs
      if (!input) return null
      const x = valueAt(input, index)
      const { formula, f } = curveOf(params)
      const value = f(x, params)
      return {
        formula,
        parts: [{ kind: 'lines', lines: [{ name: 'input', value: x }] }],
        value,
        magnitude: Math.max(Math.abs(value), Math.abs(x)),
      }
    },
    backward({ params, inputs }, { index, gradient }) {
      const { input } = inputs
      if (!input) return null
      const [x, upstream] = [valueAt(input, index), valueAt(gradient, index)]
      const { formula, slope: slopeOf } = curveOf(params)
      const slope = slopeOf(x, params)
      return {
        formula: `∂L/∂x = ∂L/∂y · y′(x), ${formula}`,
        parts: [
          {
            kind: 'lines',
            lines: [
              { name: 'input', value: x },
              { name: 'slope', value: slope },
              { name: 'upstream', value: upstream },
            ],
          },
        ],
        value: upstream * slope,
        // A slope that is a difference of larger numbers is as exact as those.
        magnitude:
          slope === 0 || slope === 1
            ? Math.abs(upstream * slope)
            : Math.abs(upstream) * Math.max(1, Math.abs(slope)),
      }
    },
  }
}

/** By node type. */
export const activations: Readonly<Record<string, Explainer>> = {
  ...Object.fromEntries(Object.entries(CURVES).map(([type, curve]) => [type, explainerOf(() => curve)])),
  GELU: explainerOf(({ approximate }) => (approximate === 'tanh' ? GELU_BY_TANH : GELU)),
}
