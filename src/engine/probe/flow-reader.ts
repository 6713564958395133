/** What a frame tells about a tensor. */
import { HISTOGRAM_BINS } from '../../graph/frames/frame'
import type { FlowFrame, FlowHistogram, FlowPicture } from '../../graph/frames/frame'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import type { ProbeSubscription } from '../protocol'
import { readPart, valuesOf, wholeOf } from './flow-source'
import { normOf } from './measure'
import { measureTensor, quickNorm } from './measure-tensor'
import type { Measurement } from './measure-tensor'
import { picture } from './picture'

/** What a thumbnail says nothing of. */
const NOT_TOLD = { min: NaN, max: NaN, mean: NaN, std: NaN, zeros: NaN }

/** What a thumbnail tells of finite numbers. */
export function quickTold(
  norm: number,
  shown: FlowPicture | null,
): Pick<FlowFrame, 'statistics' | 'histogram' | 'picture'> {
  return { statistics: { ...NOT_TOLD, norm, nan: 0, inf: 0 }, histogram: noHistogram(), picture: shown }
}

/** One block of memory: measured and read once, when anything needs that. */
class Block {
  private values: Float32Array | null = null
  /** By shape, layout and view. */
  private readonly pictures = new Map<string, FlowPicture | null>()
  private readonly handle: Handle
  private known: Measurement | null = null

  constructor(handle: Handle) {
    this.handle = handle
  }

  get measurement(): Measurement {
    this.known ??= measureTensor(this.handle, () => this.read())
    return this.known
  }

  /** An output and the wires that it alone feeds are one tensor, and look the same. */
  picture(tensor: Tensor, view: ProbeSubscription['view']): FlowPicture | null {
    const key = JSON.stringify([tensor.shape, tensor.layout, view])
    let known = this.pictures.get(key)
    if (known === undefined) {
      known = picture(this.values ? wholeOf(tensor, this.values) : readPart(tensor, view), view)
      this.pictures.set(key, known)
    }
    return known
  }

  /** What a thumbnail shows; the rest is NaN. */
  get quickStatistics(): TensorStatistics {
    const norm = this.known ? NaN : (quickNorm(this.handle) ?? normOf(this.read()))
    if (Number.isFinite(norm)) return { ...NOT_TOLD, norm, nan: 0, inf: 0 }
    return { ...this.measurement.statistics, ...NOT_TOLD }
  }

  private read(): Float32Array {
    return (this.values ??= valuesOf(this.handle))
  }
}

/** Reads and measures each block of memory once, however many probes look at it in one step. */
export class FlowReader {
  private readonly blocks = new Map<Handle, Block>()

  read(
    tensor: Tensor,
    { view, thumbnail }: Pick<ProbeSubscription, 'view' | 'thumbnail'>,
  ): Pick<FlowFrame, 'statistics' | 'histogram' | 'picture'> {
    const { handle } = tensor
    const block = this.blocks.get(handle) ?? new Block(handle)
    this.blocks.set(handle, block)
    const numbers = thumbnail
      ? { statistics: block.quickStatistics, histogram: noHistogram() }
      : { statistics: block.measurement.statistics, histogram: block.measurement.histogram() }
    return {
      ...numbers,
      picture: view.kind === 'numbers' ? null : block.picture(tensor, view),
    }
  }
}

function noHistogram(): FlowHistogram {
  return { low: NaN, high: NaN, counts: new Uint32Array(HISTOGRAM_BINS) }
}
