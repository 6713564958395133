import type { Handle } from '../backend/types'
import { shapeText } from '../core/shape'
import { Storage } from '../core/storage'
import { inLayout, Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { raw1, raw2 } from '../ops/arithmetic'
import { mm } from '../ops/matmul'
import { reduceRaw } from '../ops/reduce'
import { permuteRaw } from '../ops/view'
import { addTo, decayWeights, remembered, updateMean } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface MuonOptions {
  /** Learning rate; default 1e-3. */
  lr?: number
  /** How fast the weights themselves shrink; default 0.1. */
  weightDecay?: number
  /** How long the mean of the gradients remembers; default 0.95. */
  momentum?: number
  /** Look ahead along the momentum; default true. */
  nesterov?: boolean
  /** The polynomial a·x + b·x³ + c·x⁵ that brings singular values towards 1; default [3.4445, -4.775, 2.0315]. */
  nsCoefficients?: readonly [number, number, number]
  /** The least length that is divided by; default 1e-7. */
  eps?: number
  /** How often the polynomial is applied, below 100; default 5. */
  nsSteps?: number
  /** By what the shape of a matrix changes the rate; default null, which is 'original'. */
  adjustLrFn?: RateAdjustment | null
}

type RateAdjustment = 'original' | 'match_rms_adamw' | 'spectral_unclamped'

/** How the rate depends on a matrix of so many rows and columns. */
const ADJUSTMENTS: Readonly<Record<RateAdjustment, (rows: number, columns: number) => number>> = {
  original: (rows, columns) => Math.sqrt(Math.max(1, rows / columns)),
  match_rms_adamw: (rows, columns) => 0.2 * Math.sqrt(Math.max(rows, columns)),
  spectral_unclamped: (rows, columns) => Math.sqrt(rows / columns),
}

/**
 * Muon: the mean of the gradients is made nearly orthogonal by a few steps of Newton and Schulz, in numbers of 8 binary digits as in
 * PyTorch, and is then the direction; p ← p·(1 − lr·weightDecay) − lr·adjustment·direction. For matrices alone.
 *
 * Errors: `Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([3])`; lr, momentum or weightDecay
 * below 0; an adjustment of another name; 100 steps or more.
 * Source: Jordan, 2024; https://docs.pytorch.org/docs/stable/generated/torch.optim.Muon.html
 */
export class Muon extends Optimizer<Required<MuonOptions>> {
  protected override readonly decaysItself = true

  constructor(params: Params<Required<MuonOptions>>, options: MuonOptions = {}) {
    const full: Required<MuonOptions> = {
      lr: 1e-3,
      weightDecay: 0.1,
      momentum: 0.95,
      nesterov: true,
      nsCoefficients: [3.4445, -4.775, 2.0315],
      eps: 1e-7,
      nsSteps: 5,
      adjustLrFn: null,
      ...options,
    }
    expectOptions(full)
    super(params, full, [])
    for (const { params: parameters } of this.paramGroups) {
      const other = parameters.find(({ ndim }) => ndim !== 2)
      if (other)
        throw new ValueError(
          `Muon only supports 2D parameters whereas we found a parameter with size: torch.Size(${shapeText(other.shape)})`,
        )
    }
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    options: Required<MuonOptions>,
  ): void {
    const { lr, weightDecay, momentum, nesterov, adjustLrFn } = options
    const mean = remembered(state, 'momentum_buffer', parameter)
    updateMean(mean, momentum, gradient)
    gradient.refs++
    const grad = new Tensor(new Storage(gradient), parameter.shape, parameter.dtype, parameter.layout)
    const ahead = nesterov ? raw2('Add', grad, raw2('Mul', raw2('Sub', mean, grad), momentum)) : mean
    const direction = inLayout(orthogonal(ahead, options), parameter.layout)
    const [rows, columns] = parameter.shape as readonly [number, number]
    decayWeights(parameter, lr, weightDecay)
    addTo(parameter, direction.handle, -lr * ADJUSTMENTS[adjustLrFn ?? 'original'](rows, columns))
  }
}

/** The matrix with singular values near 1, by steps of Newton and Schulz. */
function orthogonal(matrix: Tensor, { nsCoefficients, nsSteps, eps }: Required<MuonOptions>): Tensor {
  if (nsSteps >= 100)
    throw new ValueError('Number of steps must be less than 100 for computational efficiency')
  const [rows, columns] = matrix.shape as readonly [number, number]
  const isHigh = rows > columns
  const turned = (x: Tensor): Tensor => (isHigh ? permuteRaw(x, [1, 0]) : x)
  const [a, b, c] = nsCoefficients
  let x = short(turned(matrix))
  const length = short(raw1('Sqrt', reduceRaw('Sum', raw1('Square', x), [0, 1], false)))
  x = short(raw2('RealDiv', x, raw2('Maximum', length, eps)))
  for (let step = 0; step < nsSteps; step++) {
    const gram = short(product(x, x, true))
    const update = short(raw2('Add', raw2('Mul', product(gram, gram), c), raw2('Mul', gram, b)))
    x = short(raw2('Add', product(update, x), raw2('Mul', x, a)))
  }
  return turned(x)
}

/** a · b, or a · aᵀ where b is to be read by its columns. */
function product(a: Tensor, b: Tensor, isTransposed = false): Tensor {
  return mm(a, false, b, isTransposed)
}

/** The nearest number of 8 binary digits, a bfloat16: what (2¹⁶ + 1)·x leaves of x after rounding (Veltkamp, 1968). */
function short(x: Tensor): Tensor {
  const large = raw2('Mul', x, 2 ** 16 + 1)
  return raw2('Sub', large, raw2('Sub', large, x))
}

function expectOptions({ lr, momentum, weightDecay, adjustLrFn }: Required<MuonOptions>): void {
  if (!(lr >= 0)) throw new ValueError(`Learning rate should be >= 0 but is: ${lr}`)
  if (!(momentum >= 0)) throw new ValueError(`momentum should be >= 0 but is: ${momentum}`)
  if (!(weightDecay >= 0)) throw new ValueError(`weight decay should be >= 0 but is: ${weightDecay}`)
  if (adjustLrFn !== null && !Object.hasOwn(ADJUSTMENTS, adjustLrFn))
    throw new ValueError(`Adjust learning rate function ${adjustLrFn} is not supported`)
}
