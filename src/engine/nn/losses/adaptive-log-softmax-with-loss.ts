import { shapeText } from '../../core/shape'
import { fromValues, type Tensor } from '../../core/tensor'
import { zeros } from '../../core/create'
import { RuntimeError, ValueError } from '../../errors'
import { add } from '../../ops/arithmetic'
import { neg } from '../../ops/elementwise'
import { gather } from '../../ops/gather'
import { cat, indexSelect, narrow } from '../../ops/index-ops'
import { argmax, mean } from '../../ops/reduce'
import { logSoftmax } from '../../ops/softmax'
import { squeeze, unsqueeze } from '../../ops/view'
import { ModuleList, Sequential } from '../containers'
import { Linear } from '../layers/linear'
import { Module } from '../module'
import { builder } from '../node-builder'

export interface AdaptiveLogSoftmaxOptions {
  /** By what each cluster of rarer classes is narrower than the one before; default 4. */
  divValue?: number
  /** Learn a bias of the head; default false. */
  headBias?: boolean
}

/**
 * A softmax over very many classes, the frequent ones first: classes behind the first cutoff lie in clusters, of which the head knows
 * the probability as a whole, and only clusters that a target is in are computed.
 *
 * Shape: x (N, in_features) or (in_features), target (N) or () with class indices → log probabilities (N) or (), and the mean loss.
 * Errors: cutoffs that are no growing list between 1 and n_classes − 1; `Target values should be in [0, 9], …`.
 * Source: Grave et al., 2017; https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveLogSoftmaxWithLoss.html
 */
export class AdaptiveLogSoftmaxWithLoss extends Module {
  readonly head: Linear
  readonly tail: ModuleList
  /** The ends of the shortlist and of each cluster. */
  readonly cutoffs: readonly number[]
  readonly divValue: number

  constructor(
    readonly inFeatures: number,
    readonly nClasses: number,
    cutoffs: readonly number[],
    { divValue = 4, headBias = false }: AdaptiveLogSoftmaxOptions = {},
  ) {
    super()
    expectCutoffs(cutoffs, nClasses)
    this.cutoffs = [...cutoffs, nClasses]
    this.divValue = divValue
    this.head = new Linear(inFeatures, this.shortlist + cutoffs.length, { bias: headBias })
    this.tail = new ModuleList(
      cutoffs.map((start, i) => {
        const hidden = Math.floor(inFeatures / divValue ** (i + 1))
        return new Sequential(
          new Linear(inFeatures, hidden, { bias: false }),
          new Linear(hidden, this.cutoffs[i + 1]! - start, { bias: false }),
        )
      }),
    )
  }

  private get shortlist(): number {
    return this.cutoffs[0]!
  }

  override forward(x: Tensor, target: Tensor): [output: Tensor, loss: Tensor] {
    expectAlike(x, target)
    const isBatch = target.ndim > 0
    const rows = isBatch ? x : unsqueeze(x, 0)
    const labels = Array.from(target.data(), Number)
    const places = labels.map((label) => this.cutoffs.findIndex((end) => label >= 0 && label < end))
    if (places.includes(-1))
      throw new RuntimeError(
        `Target values should be in [0, ${this.nClasses - 1}], ` +
          `but values in range [${Math.min(...labels)}, ${Math.max(...labels)}] were found. `,
      )
    const inHead = places.map((place, row) => (place === 0 ? labels[row]! : this.shortlist + place - 1))
    const chosen = squeeze(gather(logSoftmax(this.head.call(rows), 1), 1, column(inHead)), 1)
    const inClusters = this.ofClusters(rows, labels, places)
    const output = inClusters ? add(inClusters, chosen) : chosen
    return [isBatch ? output : squeeze(output, 0), mean(neg(output))]
  }

  /** The log probability of each target within its cluster, 0 in the shortlist; null where all are there. */
  private ofClusters(rows: Tensor, labels: readonly number[], places: readonly number[]): Tensor | null {
    const order: number[] = []
    const parts: Tensor[] = []
    this.cutoffs.forEach((_, place) => {
      const own = [...places.keys()].filter((row) => places[row] === place)
      if (own.length === 0) return
      order.push(...own)
      if (place === 0) {
        parts.push(zeros([own.length]))
        return
      }
      const cluster = this.tail.at(place - 1) as Sequential
      const scores = cluster.call(indexSelect(rows, 0, indices(own)))
      const relative = own.map((row) => labels[row]! - this.cutoffs[place - 1]!)
      parts.push(squeeze(gather(logSoftmax(scores, 1), 1, column(relative)), 1))
    })
    if (places.every((place) => place === 0)) return null
    const back = order.map((_, row) => order.indexOf(row))
    return indexSelect(cat(parts), 0, indices(back))
  }

  /** Log probabilities of all classes. Shape: (N, in_features) → (N, n_classes). */
  logProb(x: Tensor): Tensor {
    const head = logSoftmax(this.head.call(x), 1)
    const clusters = [...this.tail].map((cluster, i) =>
      add(logSoftmax((cluster as Sequential).call(x), 1), narrow(head, 1, this.shortlist + i, 1)),
    )
    return cat([narrow(head, 1, 0, this.shortlist), ...clusters], 1)
  }

  /** The most likely class. Shape: (N, in_features) → (N). */
  predict(x: Tensor): Tensor {
    return argmax(this.logProb(x), 1)
  }
}

function indices(values: readonly number[]): Tensor {
  return fromValues(Int32Array.from(values), [values.length], 'int64')
}

function column(values: readonly number[]): Tensor {
  return fromValues(Int32Array.from(values), [values.length, 1], 'int64')
}

function expectCutoffs(cutoffs: readonly number[], classes: number): void {
  if (cutoffs.length === 0) throw new ValueError('cutoffs should be a sequence of length larger than 0')
  const grows = cutoffs.every((cut, i) => Number.isInteger(cut) && cut > (cutoffs[i - 1] ?? 0))
  if (grows && cutoffs.at(-1)! <= classes - 1) return
  throw new ValueError(
    'cutoffs should be a sequence of unique, positive integers sorted in an increasing order, ' +
      'where each value is between 1 and n_classes-1',
  )
}

/** Errors: PyTorch's sentences. */
function expectAlike(x: Tensor, target: Tensor): void {
  if (target.ndim > 1) throw new RuntimeError('0D or 1D target tensor expected, multi-target not supported')
  if (target.ndim === 1 && x.shape[0] !== target.shape[0])
    throw new RuntimeError('Input and target should have the same size in the batch dimension.')
  if (x.ndim === target.ndim + 1) return
  throw new RuntimeError(
    `${target.ndim}D target tensor expects ${target.ndim + 1}D input tensors, but found inputs with size torch.Size(${shapeText(x.shape)})`,
  )
}

interface Params {
  in_features: number
  n_classes: number
  cutoffs: number[]
  div_value: number
  head_bias: boolean
}

/** How a graph makes and runs it. */
export const adaptiveLogSoftmaxWithLossBuilders = {
  AdaptiveLogSoftmaxWithLoss: builder<Params>({
    module: ({
      in_features: features,
      n_classes: classes,
      cutoffs,
      div_value: divValue,
      head_bias: headBias,
    }) => new AdaptiveLogSoftmaxWithLoss(features, classes, cutoffs, { divValue, headBias }),
    call: (module, { input, target }) => (module as AdaptiveLogSoftmaxWithLoss).call(input!, target!)[1],
  }),
}
