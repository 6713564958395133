/** Constants of a file that was fixed to one size of batch, which hold the same for each of its samples. */
import { BATCH } from '../../types/dims'
import type { Shape } from '../../types/dims'
import { told } from '../../../words/tell'
import { countOf } from './fold/broadcasting'
import type { Site } from './site'
import { Unsupported } from './values'
import type { Constant, Wire } from './values'
import { wireOf } from './wires'

/** An input, whose dimension `axis` is the file's number of samples, for one sample. Errors: it differs between samples. */
export function onceFor(site: Site, index: number, axis: number): Wire {
  const constant = site.constant(index)
  const size = site.type(index)?.shape[axis]
  if (size === 1) return site.wire(index)
  if (constant === undefined || !isAlike(constant, axis))
    throw new Unsupported(
      told('onnx.samples_differ', 'it holds other values for each sample of a fixed batch'),
    )
  return wireOf(firstOf(constant, axis), site.reading)
}

function firstOf({ kind, dtype, shape, values, name }: Constant, axis: number): Constant {
  const size = shape[axis] ?? 1
  const inner = countOf(shape.slice(axis + 1))
  const own = values.filter((_, index) => Math.floor(index / inner) % size === 0)
  return { kind, dtype, shape: shape.map((each, at) => (at === axis ? 1 : each)), values: own, name }
}

/** An input beside another one: for one sample, where that one has the batch and this one the file's number of samples. */
export function besideBatch(site: Site, index: number, other: Shape | undefined): Wire {
  const own = site.type(index)?.shape
  const { batch } = site.reading
  if (own === undefined || other === undefined || typeof batch !== 'number' || batch === 1)
    return site.wire(index)
  const axis = own.findIndex((size, at) => size === batch && other[at - own.length + other.length] === BATCH)
  return axis < 0 || site.constant(index) === undefined ? site.wire(index) : onceFor(site, index, axis)
}

function isAlike({ shape, values }: Constant, axis: number): boolean {
  const size = shape[axis] ?? 1
  const inner = countOf(shape.slice(axis + 1))
  return values.every((value, index) => {
    const outer = Math.floor(index / (inner * size))
    return value === values[outer * size * inner + (index % inner)]
  })
}
