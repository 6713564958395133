/** What a frame tells about a tensor. */
import { HISTOGRAM_BINS } from '../../graph/frame'
import type { FlowFrame, FlowHistogram } from '../../graph/frame'
import type { Handle } from '../backend/types'
import type { Tensor } from '../core/tensor'
import type { Probe } from '../protocol'
import { readPart, valuesOf, wholeOf } from './flow-source'
import { measureTensor } from './measure-tensor'
import type { Measurement } from './measure-tensor'
import { picture } from './picture'
import type { StridedValues } from './picture'

/** One block of memory, measured at once and read when anything needs all of it. */
class Block {
  values: Float32Array | null = null
  readonly measurement: Measurement

  constructor(handle: Handle) {
    this.measurement = measureTensor(handle, () => (this.values ??= valuesOf(handle)))
  }
}

/** Reads and measures each block of memory once, however many probes look at it in one step. */
export class FlowReader {
  private readonly blocks = new Map<Handle, Block>()

  read(tensor: Tensor, { view, thumbnail }: Probe): Pick<FlowFrame, 'statistics' | 'histogram' | 'picture'> {
    const { handle } = tensor
    const block = this.blocks.get(handle) ?? new Block(handle)
    this.blocks.set(handle, block)
    const { statistics, histogram } = block.measurement
    return {
      statistics,
      histogram: thumbnail ? noHistogram() : histogram(),
      picture: view.kind === 'numbers' ? null : picture(source(tensor, block, view), view),
    }
  }
}

function source(tensor: Tensor, { values }: Block, view: Probe['view']): StridedValues {
  return values ? wholeOf(tensor, values) : readPart(tensor, view)
}

function noHistogram(): FlowHistogram {
  return { low: NaN, high: NaN, counts: new Uint32Array(HISTOGRAM_BINS) }
}
