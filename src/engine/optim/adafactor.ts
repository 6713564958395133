import type { Handle } from '../backend/types'
import { zeros } from '../core/create'
import { Storage } from '../core/storage'
import { inLayout, keep, Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { raw1, raw2 } from '../ops/arithmetic'
import { reduceRaw } from '../ops/reduce'
import { addTo, countStep, decayWeights } from './kernels'
import { Optimizer, type Params } from './optimizer'
import type { ParamState } from './param-state'

export interface AdafactorOptions {
  /** The largest relative step; default 1e-2. */
  lr?: number
  /** The mean of squares forgets 1 − t^beta2Decay of itself at step t; at most 0, default -0.8. */
  beta2Decay?: number
  /** The least root of a mean square (null: 2⁻²³), and the least size that a parameter counts as; default [null, 1e-3]. */
  eps?: readonly [number | null, number]
  /** The size of a step above which it is cut; from 1, default 1. */
  d?: number
  /** Default 0; the weights themselves shrink. */
  weightDecay?: number
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/** What single precision can tell from 1. */
const EPSILON = 2 ** -23

/**
 * Adafactor: p ← p − α·u/max(1, rms(u)/d) with u = g/√v and α = max(ε₂, rms(p))·min(lr, 1/√t). Of a matrix, v is the product of the
 * means of its rows and columns, which is all that is remembered.
 *
 * Errors: lr, weightDecay or an epsilon below 0; beta2Decay above 0; d below 1.
 * Source: Shazeer and Stern, 2018; https://docs.pytorch.org/docs/stable/generated/torch.optim.Adafactor.html
 */
export class Adafactor extends Optimizer<Required<AdafactorOptions>> {
  protected override readonly decaysItself = true

  constructor(params: Params<Required<AdafactorOptions>>, options: AdafactorOptions = {}) {
    const full: Required<AdafactorOptions> = {
      lr: 1e-2,
      beta2Decay: -0.8,
      eps: [null, 1e-3],
      d: 1,
      weightDecay: 0,
      maximize: false,
      ...options,
    }
    expectOptions(full)
    super(params, full, [])
  }

  protected override update(
    parameter: Tensor,
    gradient: Handle,
    state: ParamState,
    options: Required<AdafactorOptions>,
  ): void {
    const { lr, beta2Decay, d, weightDecay } = options
    const [smallest, least] = [options.eps[0] ?? EPSILON, options.eps[1]]
    const step = countStep(state)
    const size = raw2('Maximum', rootMeanSquare(parameter), least)
    decayWeights(parameter, lr, weightDecay)
    gradient.refs++
    const grad = new Tensor(new Storage(gradient), parameter.shape, parameter.dtype, parameter.layout)
    const square = meanSquare(grad, state, step ** beta2Decay, smallest)
    const way = raw2('Mul', raw1('Rsqrt', raw2('Maximum', square, smallest ** 2)), grad)
    const cut = raw2('Maximum', raw2('Mul', rootMeanSquare(way), 1 / d), 1)
    const reach = raw2('Mul', raw2('RealDiv', size, cut), Math.min(lr, 1 / Math.sqrt(step)))
    addTo(parameter, inLayout(raw2('Mul', way, reach), parameter.layout).handle, -1)
  }
}

/** The running mean of g²; of matrices from that of rows and columns. */
function meanSquare(grad: Tensor, state: ParamState, share: number, smallest: number): Tensor {
  const squared = raw1('Square', grad)
  const rank = grad.ndim
  if (rank < 2) return blended(state, 'variance', squared, share)
  const rows = blended(state, 'row_var', reduceRaw('Mean', squared, [rank - 1], true), share)
  const columns = blended(state, 'col_var', reduceRaw('Mean', squared, [rank - 2], true), share)
  const all = raw2('Maximum', reduceRaw('Mean', rows, [rank - 2], true), smallest)
  return raw2('RealDiv', raw2('Mul', rows, columns), all)
}

/** What the state remembers under a name, moved by a share of the way to x; 0 everywhere at first. */
function blended(state: ParamState, name: string, x: Tensor, share: number): Tensor {
  const known = state[name]
  const before = known instanceof Tensor ? known : keep(zeros(x.shape))
  const after = raw2('Add', before, raw2('Mul', raw2('Sub', x, before), share))
  const { handle } = inLayout(after, before.layout)
  handle.refs++
  before.storage.replace(handle)
  state[name] = before
  return before
}

function rootMeanSquare(x: Tensor): Tensor {
  return raw1('Sqrt', reduceRaw('Mean', raw1('Square', x), [...x.shape.keys()], false))
}

function expectOptions({ lr, beta2Decay, eps, d, weightDecay }: Required<AdafactorOptions>): void {
  if (!(lr >= 0)) throw new ValueError(`Learning rate should be >= 0 but is: ${lr}`)
  if (!(beta2Decay <= 0)) throw new ValueError(`beta2_decay should be <= 0 but is: ${beta2Decay}`)
  const [first, second] = eps
  if (first !== null && !(first >= 0)) throw new ValueError(`epsilon1 should be >= 0 but is: ${first}`)
  if (!(second >= 0)) throw new ValueError(`epsilon2 should be >= 0 but is: ${second}`)
  if (!(d >= 1)) throw new ValueError(`Clipping threshold d should be >= 1 but is: ${d}`)
  if (!(weightDecay >= 0)) throw new ValueError(`weight_decay should be >= 0 but is: ${weightDecay}`)
}
