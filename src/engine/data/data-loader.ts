import { fromValues, type Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { indexSelect } from '../ops'
import { defaultGenerator, Generator } from '../random/generator'

export interface DataLoaderOptions {
  /** Samples in a batch, from 1. Default: 1. */
  batchSize?: number
  /** A new random order every epoch. Default: false. */
  shuffle?: boolean
  /** Leave a last, smaller batch out. Default: false. */
  dropLast?: boolean
  /** Where the order comes from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator
}

/**
 * Samples as rows of tensors: sample i is `[t[i] for t in tensors]`.
 *
 * Errors: tensors whose first dimensions differ → `Size mismatch between tensors`.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.TensorDataset
 */
export class TensorDataset {
  readonly tensors: readonly Tensor[]

  constructor(...tensors: Tensor[]) {
    const [first] = tensors
    if (!first || tensors.some((tensor) => tensor.shape[0] !== first.shape[0]))
      throw new ValueError('Size mismatch between tensors')
    this.tensors = tensors
  }

  /** Number of samples. */
  get length(): number {
    return this.tensors[0]!.shape[0]!
  }
}

/**
 * Gives a data set in batches, in PyTorch's order for the same seed.
 *
 * Each batch is an array of tensors with the batch as first dimension, one for each tensor of the data set.
 * Errors: a batch size that is not a whole number of at least 1.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
 */
export class DataLoader implements Iterable<Tensor[]> {
  readonly dataset: TensorDataset
  readonly batchSize: number
  private readonly options: DataLoaderOptions

  constructor(dataset: TensorDataset, options: DataLoaderOptions = {}) {
    const { batchSize = 1 } = options
    if (!Number.isInteger(batchSize) || batchSize < 1)
      throw new ValueError(`batch_size should be a positive integer value, but got batch_size=${batchSize}`)
    this.dataset = dataset
    this.batchSize = batchSize
    this.options = options
  }

  /** Number of batches in an epoch. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize
    return this.options.dropLast ? Math.floor(batches) : Math.ceil(batches)
  }

  *[Symbol.iterator](): Iterator<Tensor[]> {
    const order = this.order()
    for (let batch = 0; batch < this.length; batch++) {
      const rows = order.slice(batch * this.batchSize, (batch + 1) * this.batchSize)
      const indices = fromValues(rows, [rows.length], 'int64')
      yield this.dataset.tensors.map((tensor) => indexSelect(tensor, 0, indices))
    }
    // At the end of an epoch PyTorch's sampler draws another order and uses none of it.
    if (this.options.shuffle) this.options.generator?.permutation(order.length)
  }

  /** The order of an epoch. PyTorch draws a seed for its workers first, with or without shuffling; so do we. */
  private order(): Int32Array {
    const { generator, shuffle } = this.options
    const source = generator ?? defaultGenerator
    source.drawSeed()
    if (!shuffle) return Int32Array.from({ length: this.dataset.length }, (_, i) => i)
    const shuffler = generator ?? new Generator(source.drawSeed())
    return shuffler.permutation(this.dataset.length)
  }
}
