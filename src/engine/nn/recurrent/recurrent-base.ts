import { zeros } from '../../core/create'
import { sameShape, shapeText, type Shape } from '../../core/shape'
import type { Tensor } from '../../core/tensor'
import { warnOnce } from '../../core/warn'
import { NotImplementedError, RuntimeError, ValueError } from '../../errors'
import { dropout } from '../../ops/dropout'
import { cat, select, stack } from '../../ops/index-ops'
import { recurrentLayer } from '../../ops/recurrent/layer'
import type { RecurrentCell } from '../../ops/recurrent/cells'
import { reshape, transpose } from '../../ops/view'
import { uniform_ } from '../init'
import { Module } from '../module'
import { Parameter } from '../parameter'
import { floatText, pythonText } from '../text'

export interface RecurrentOptions {
  /** Layers on top of each other; default 1. */
  numLayers?: number
  /** Learn b_ih and b_hh; default true. */
  bias?: boolean
  /** Input and output are (N, L, *) instead of (L, N, *); default false. */
  batchFirst?: boolean
  /** Probability of a 0 in what each layer but the last hands on, while training; default 0. */
  dropout?: number
  /** Read the sequence from its end too; default false. */
  bidirectional?: boolean
}

/** What RNN, LSTM and GRU have in common: weights by PyTorch's names, layers, directions and the checks of their inputs. */
export abstract class RecurrentBase extends Module {
  readonly numLayers: number
  readonly bias: boolean
  readonly batchFirst: boolean
  readonly dropout: number
  readonly bidirectional: boolean
  readonly #cell: RecurrentCell

  protected constructor(
    cell: RecurrentCell,
    readonly inputSize: number,
    readonly hiddenSize: number,
    options: RecurrentOptions & { projSize?: number },
  ) {
    super()
    this.#cell = cell
    this.numLayers = options.numLayers ?? 1
    this.bias = options.bias ?? true
    this.batchFirst = options.batchFirst ?? false
    this.dropout = options.dropout ?? 0
    this.bidirectional = options.bidirectional ?? false
    this.#check(options.projSize ?? 0)
    for (let layer = 0; layer < this.numLayers; layer++)
      for (const suffix of this.#suffixes()) this.#addWeights(layer, suffix)
    this.resetParameters()
  }

  #check(projSize: number): void {
    if (this.hiddenSize <= 0) throw new ValueError('hidden_size must be greater than zero')
    if (this.numLayers <= 0) throw new ValueError('num_layers must be greater than zero')
    if (!(this.dropout >= 0 && this.dropout <= 1)) {
      throw new ValueError(
        'dropout should be a number in range [0, 1] representing the probability of an element being zeroed',
      )
    }
    if (projSize !== 0)
      throw new NotImplementedError('proj_size is not supported here: use a Linear layer behind the output')
    if (this.dropout > 0 && this.numLayers === 1) {
      warnOnce(
        `dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got dropout=${floatText(this.dropout)} and num_layers=1`,
      )
    }
  }

  #suffixes(): string[] {
    return this.bidirectional ? ['', '_reverse'] : ['']
  }

  #addWeights(layer: number, suffix: string): void {
    const rows = this.#cell.gates * this.hiddenSize
    const columns = layer === 0 ? this.inputSize : this.hiddenSize * this.#suffixes().length
    const add = (name: string, shape: Shape): void =>
      this.registerParameter(`${name}_l${layer}${suffix}`, new Parameter(zeros(shape)))
    add('weight_ih', [rows, columns])
    add('weight_hh', [rows, this.hiddenSize])
    if (!this.bias) return
    add('bias_ih', [rows])
    add('bias_hh', [rows])
  }

  /** Fills every weight and bias with uniform numbers in ±1/√hidden_size. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize)
    for (const parameter of this.parameters()) uniform_(parameter, -bound, bound)
  }

  /**
   * Runs all layers.
   *
   * @param given The initial states (h, and c for LSTM), or null for zeros.
   */
  protected run(x: Tensor, given: readonly Tensor[] | null): { output: Tensor; last: Tensor[] } {
    if (x.shape.length !== 2 && x.shape.length !== 3) {
      const { name } = this.constructor
      throw new ValueError(`${name}: Expected input to be 2D or 3D, got ${x.shape.length}D instead`)
    }
    const batched = x.shape.length === 3
    this.#checkRanks(given, batched)
    const sequence = batched ? (this.batchFirst ? transpose(x, 0, 1) : x) : withBatch(x)
    const initial = this.#initial(sequence, batched ? given : (given?.map(withBatch) ?? null))
    const { output, last } = this.#layers(sequence, initial)
    if (!batched) return { output: withoutBatch(output), last: last.map(withoutBatch) }
    return { output: this.batchFirst ? transpose(output, 0, 1) : output, last }
  }

  #layers(sequence: Tensor, initial: readonly Tensor[]): { output: Tensor; last: Tensor[] } {
    const finals: Tensor[][] = initial.map(() => [])
    let output = sequence
    for (let layer = 0; layer < this.numLayers; layer++) {
      if (layer > 0) output = dropout(output, this.dropout, this.training)
      const sides = this.#suffixes().map((suffix, direction) => {
        const at = layer * this.#suffixes().length + direction
        const states = initial.map((state) => select(state, 0, at))
        const [side, ...last] = recurrentLayer(
          this.#cell,
          output,
          states,
          this.#weights(layer, suffix),
          direction === 1,
        )
        last.forEach((state, i) => finals[i]!.push(state))
        return side
      })
      output = sides.length === 1 ? sides[0]! : cat(sides, 2)
    }
    return { output, last: finals.map((states) => stack(states)) }
  }

  #weights(layer: number, suffix: string) {
    const fields = this as unknown as Record<string, Parameter>
    const get = (name: string): Parameter => fields[`${name}_l${layer}${suffix}`]!
    return {
      ih: get('weight_ih'),
      hh: get('weight_hh'),
      biases: this.bias ? ([get('bias_ih'), get('bias_hh')] as const) : null,
    }
  }

  #initial(sequence: Tensor, given: readonly Tensor[] | null): readonly Tensor[] {
    const [steps, batch, features] = sequence.shape as [number, number, number]
    if (features !== this.inputSize) {
      throw new RuntimeError(
        `input.size(-1) must be equal to input_size. Expected ${this.inputSize}, got ${features}`,
      )
    }
    if (steps === 0) throw new RuntimeError('Expected sequence length to be larger than 0 in RNN')
    const shape = [this.numLayers * this.#suffixes().length, batch, this.hiddenSize]
    const states = given ?? Array.from({ length: this.#cell.states }, () => zeros(shape))
    states.forEach((state, i) => {
      if (sameShape(state.shape, shape)) return
      const what = states.length === 1 ? 'hidden' : `hidden[${i}]`
      throw new RuntimeError(`Expected ${what} size (${shape.join(', ')}), got ${shapeText(state.shape)}`)
    })
    return states
  }

  #checkRanks(given: readonly Tensor[] | null, batched: boolean): void {
    const wanted = batched ? 3 : 2
    if (!given || given.every((state) => state.shape.length === wanted)) return
    const found = given.map((state) => `${state.shape.length}-D`)
    const input = batched ? 'batched 3-D' : 'unbatched 2-D'
    throw new RuntimeError(
      found.length === 1
        ? `For ${input} input, hx should also be ${wanted}-D but got ${found[0]} tensor`
        : `For ${input} input, hx and cx should also be ${wanted}-D but got (${found.join(', ')}) tensors`,
    )
  }

  override extraRepr(): string {
    const parts = [`${this.inputSize}, ${this.hiddenSize}`]
    if (this.numLayers !== 1) parts.push(`num_layers=${this.numLayers}`)
    if (!this.bias) parts.push('bias=False')
    if (this.batchFirst) parts.push('batch_first=True')
    if (this.dropout !== 0) parts.push(`dropout=${floatText(this.dropout)}`)
    if (this.bidirectional) parts.push(`bidirectional=${pythonText(true)}`)
    return parts.join(', ')
  }
}

/** (L, *) → (L, 1, *) */
function withBatch(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]!, 1, ...x.shape.slice(1)], 'UnsqueezeBackward0')
}

/** (L, 1, *) → (L, *) */
function withoutBatch(x: Tensor): Tensor {
  return reshape(x, [x.shape[0]!, ...x.shape.slice(2)], 'SqueezeBackward1')
}
