/** What a small picture of a large tensor needs: its norm, and the numbers of the one sample that it shows. */
import type { FlowPicture } from '../../graph/frames/frame'
import { backend } from '../backend/index'
import type { Handle } from '../backend/types'
import type { Brief } from '../build/flow'
import { physicalShape, placeOf } from '../core/layout'
import { release } from '../core/storage'
import type { Tensor } from '../core/tensor'
import type { ProbeView } from '../protocol'
import { stridesOf, valuesOf } from './flow-source'
import { isMeasured, normOfParts } from './measure-tensor'
import { picture } from './picture'

type MapsView = Extract<ProbeView, { kind: 'maps' }>

/**
 * Asks the backend for both, and reads neither: so it may be part of a captured step, of which only these are then computed to be handed out. Null
 * where the tensor itself is as quick to read: few numbers, or a picture that is made of all of them.
 */
export function briefOf(tensor: Tensor, view: ProbeView): Brief | null {
  const { shape, handle } = tensor
  const shows = view.kind === 'maps' && shape.length >= 3
  if ((!shows && view.kind !== 'numbers') || !isMeasured(handle)) return null
  const norms = backend.statistics?.norms(handle)
  return norms ? new PartAndNorms(tensor, view, norms, shows ? oneSample(tensor, view) : null) : null
}

class PartAndNorms implements Brief {
  readonly shape: readonly number[]
  private readonly layout: Tensor['layout']
  private readonly count: number
  private known: number | null | undefined

  constructor(
    { shape, layout, handle }: Tensor,
    readonly view: ProbeView,
    private readonly norms: Handle,
    /** The numbers that the view shows. */
    private readonly part: Handle | null,
  ) {
    this.shape = shape
    this.layout = layout
    this.count = handle.shape.reduce((a, b) => a * b, 1)
  }

  get norm(): number | null {
    if (this.known === undefined) this.known = normOfParts(valuesOf(this.norms), this.count)
    return this.known
  }

  get picture(): FlowPicture | null {
    const { shape, layout, view, part } = this
    if (!part || view.kind !== 'maps') return null
    const lies = [...physicalShape([1, ...shape.slice(1)], layout)]
    const channels = placeOf(1, layout)
    if (shape.length === 4) lies[channels] = part.shape[withoutSample(channels, layout)]!
    const strides = stridesOf(lies, shape.length, layout)
    const origin = sampleOf(shape, view) * strides[0]! + firstChannel(shape, view) * strides[1]!
    return picture({ values: valuesOf(part), shape, strides, origin }, view)
  }

  dispose(): void {
    release(this.norms)
    if (this.part) release(this.part)
  }
}

/** The numbers of one sample, of images those of the channels that are shown. Which sample it is may be another in each step. */
function oneSample({ shape, layout, handle }: Tensor, view: MapsView): Handle {
  const sample = backend.gather(handle, backend.scalar(sampleOf(shape, view), 'int32'), placeOf(0, layout))
  if (shape.length !== 4) return sample
  const at = withoutSample(placeOf(1, layout), layout)
  const begin = sample.shape.map(() => 0)
  const size = [...sample.shape]
  begin[at] = firstChannel(shape, view)
  size[at] = Math.min(view.tiles, shape[1]! - begin[at])
  try {
    return backend.slice(sample, begin, size)
  } finally {
    release(sample)
  }
}

/** The place of a dimension where that of the samples is gone. */
function withoutSample(place: number, layout: Tensor['layout']): number {
  return place > placeOf(0, layout) ? place - 1 : place
}

function sampleOf(shape: readonly number[], { sample }: MapsView): number {
  return Math.min(sample, shape[0]! - 1)
}

function firstChannel(shape: readonly number[], { channel }: MapsView): number {
  return shape.length === 4 ? Math.min(channel, shape[1]! - 1) : 0
}
