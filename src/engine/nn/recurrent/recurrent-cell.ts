import { zeros } from '../../core/create'
import type { Tensor } from '../../core/tensor'
import { RuntimeError, ValueError } from '../../errors'
import { gru, lstm, rnnRelu, rnnTanh, type RecurrentCell } from '../../ops/recurrent/cells'
import { recurrentLayer } from '../../ops/recurrent/layer'
import { reshape } from '../../ops/view'
import { uniform_ } from '../init'
import { Module } from '../module'
import { builder } from '../node-builder'
import { Parameter } from '../parameter'
import { recurrent, type RecurrentParams } from './recurrent-params'

export interface CellOptions {
  /** Learn b_ih and b_hh; default true. */
  bias?: boolean
}

export interface RNNCellOptions extends CellOptions {
  /** Default tanh. */
  nonlinearity?: 'tanh' | 'relu'
}

/** What the cells have in common: weights by PyTorch's names, the checks of their inputs, and one step. */
abstract class RecurrentCellBase extends Module {
  readonly bias: boolean
  readonly weight_ih: Parameter
  readonly weight_hh: Parameter
  readonly bias_ih: Parameter | null = null
  readonly bias_hh: Parameter | null = null
  readonly #cell: RecurrentCell

  protected constructor(
    cell: RecurrentCell,
    readonly inputSize: number,
    readonly hiddenSize: number,
    { bias = true }: CellOptions,
  ) {
    super()
    this.#cell = cell
    this.bias = bias
    const rows = cell.gates * hiddenSize
    this.weight_ih = new Parameter(zeros([rows, inputSize]))
    this.weight_hh = new Parameter(zeros([rows, hiddenSize]))
    if (bias) {
      this.bias_ih = new Parameter(zeros([rows]))
      this.bias_hh = new Parameter(zeros([rows]))
    }
    this.resetParameters()
  }

  /** Fills every weight and bias with uniform numbers in ±1/√hidden_size. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize)
    for (const parameter of this.parameters()) uniform_(parameter, -bound, bound)
  }

  /** The states after one step. `given`: those before it, or null for zeros. */
  protected step(x: Tensor, given: readonly Tensor[] | null): Tensor[] {
    this.#checkRank(x, 'input')
    given?.forEach((state, i) => this.#checkRank(state, given.length === 1 ? 'hidden' : `hx[${i}]`))
    const batched = x.shape.length === 2
    const rows = batched ? x : withBatch(x)
    const states = this.#states(rows, batched ? given : (given?.map(withBatch) ?? null))
    const weights = {
      ih: this.weight_ih,
      hh: this.weight_hh,
      biases: this.bias_ih && this.bias_hh ? ([this.bias_ih, this.bias_hh] as const) : null,
    }
    const sequence = reshape(rows, [1, ...rows.shape], 'UnsqueezeBackward0')
    const [, ...last] = recurrentLayer(this.#cell, sequence, states, weights)
    return batched ? last : last.map(withoutBatch)
  }

  #checkRank({ shape }: Tensor, what: string): void {
    if (shape.length === 1 || shape.length === 2) return
    throw new ValueError(
      `${this.constructor.name}: Expected ${what} to be 1D or 2D, got ${shape.length}D instead`,
    )
  }

  #states(rows: Tensor, given: readonly Tensor[] | null): readonly Tensor[] {
    const [batch, features] = rows.shape as [number, number]
    if (features !== this.inputSize)
      throw new RuntimeError(`input has inconsistent input_size: got ${features} expected ${this.inputSize}`)
    const size = this.hiddenSize
    if (!given) return Array.from({ length: this.#cell.states }, () => zeros([batch, size]))
    given.forEach(({ shape }, i) => {
      if (shape.length !== 2)
        throw new RuntimeError(
          `Expected 2D hidden${i} (batch x hidden_size), but got ${shape.length}D tensor`,
        )
      if (shape[0] !== batch)
        throw new RuntimeError(`Input batch size ${batch} doesn't match hidden${i} batch size ${shape[0]}`)
      if (shape[1] !== size)
        throw new RuntimeError(`hidden${i} has inconsistent hidden_size: got ${shape[1]}, expected ${size}`)
    })
    return given
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.bias ? '' : ', bias=False'}`
  }
}

/** (H) → (1, H) */
function withBatch(x: Tensor): Tensor {
  return reshape(x, [1, ...x.shape], 'UnsqueezeBackward0')
}

/** (1, H) → (H) */
function withoutBatch(x: Tensor): Tensor {
  return reshape(x, x.shape.slice(1), 'SqueezeBackward1')
}

/**
 * One step of a plain recurrent layer: h' = tanh(x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh), or ReLU.
 *
 * Shape: x (N, H_in), hx (N, H) or zeros → (N, H); without N: no batch.
 * Errors: another size → PyTorch's sentence.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
 */
export class RNNCell extends RecurrentCellBase {
  readonly nonlinearity: 'tanh' | 'relu'

  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    const { nonlinearity = 'tanh' } = options
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu')
      throw new RuntimeError(`Unknown nonlinearity: ${String(nonlinearity)}`)
    super(nonlinearity === 'tanh' ? rnnTanh : rnnRelu, inputSize, hiddenSize, options)
    this.nonlinearity = nonlinearity
  }

  override forward(x: Tensor, hx: Tensor | null = null): Tensor {
    return this.step(x, hx && [hx])[0]!
  }

  override extraRepr(): string {
    return super.extraRepr() + (this.nonlinearity === 'tanh' ? '' : `, nonlinearity=${this.nonlinearity}`)
  }
}

/**
 * One step of an LSTM: c' = f·c + i·g and h' = o·tanh(c').
 *
 * Shape: x (N, H_in), h and c (N, H) each, or zeros → h' and c' (N, H); without N: no batch.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html
 */
export class LSTMCell extends RecurrentCellBase {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(lstm, inputSize, hiddenSize, options)
  }

  override forward(x: Tensor, hx: readonly [h0: Tensor, c0: Tensor] | null = null): [h1: Tensor, c1: Tensor] {
    return this.step(x, hx) as [Tensor, Tensor]
  }
}

/**
 * One step of gated recurrent units: h' = (1 − z)·n + z·h with n = tanh(W_in x + b_in + r·(W_hn h + b_hn)).
 *
 * Shape: as RNNCell.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html
 */
export class GRUCell extends RecurrentCellBase {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(gru, inputSize, hiddenSize, options)
  }

  override forward(x: Tensor, hx: Tensor | null = null): Tensor {
    return this.step(x, hx && [hx])[0]!
  }
}

/** How a graph makes and runs them. */
export const recurrentCellBuilders = {
  RNNCell: builder<RecurrentParams>({
    module: recurrent(RNNCell),
    call: (module, { input, hx }) => (module as RNNCell).call(input!, hx ?? null),
  }),
  LSTMCell: builder<RecurrentParams>({
    module: recurrent(LSTMCell),
    call: (module, { input, h_0: h, c_0: c }) => (module as LSTMCell).call(input!, h && c ? [h, c] : null),
  }),
  GRUCell: builder<RecurrentParams>({
    module: recurrent(GRUCell),
    call: (module, { input, hx }) => (module as GRUCell).call(input!, hx ?? null),
  }),
}
