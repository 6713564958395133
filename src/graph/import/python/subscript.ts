/** `x[:, -1, 2:4]` on a tensor: a Select for each number, a Slice for each part. */
import { entriesOf, placesIn } from './composed/shapes'
import { gathered, isPlaces } from './gather'
import { isTruth } from './masks'
import { Operation } from './operation'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import type { Tracer } from './tracer'
import { isKind, UNKNOWN } from './values'
import type { SliceValue, TensorValue, Value } from './values'
import { told } from '../../../words/tell'

/** Errors: an index that only running the net would tell → Unreadable. */
export function subscriptTensor(
  tensor: TensorValue,
  given: readonly Value[],
  tracer: Tracer,
  line: number,
): Value {
  const operation = new Operation('index', new Map([['input', tensor]]), [], tracer, line, () => undefined)
  const [only] = given
  const index = given.length === 1 && isKind(only, 'list') && only.tuple ? only.items : given
  const ellipsis = index.findIndex(
    (item) => isKind(item, 'global') && (item.path === '...' || item.path === 'Ellipsis'),
  )
  const lone = loneSlice(index, ellipsis)
  let value = tensor
  let empty: number | undefined
  // Behind an ellipsis, dimensions count from the end.
  let axis = 0
  index.forEach((item, place) => {
    if (place === ellipsis) axis = -index.slice(place + 1).filter((each) => each !== null).length
    else if (item === null && ellipsis >= 0 && place > ellipsis) {
      // In front of the dimensions that are still to come.
      value = operation.node('Unsqueeze', { dim: axis - 1 }, { input: value })
    } else if (item === null) {
      value = operation.node('Unsqueeze', { dim: axis }, { input: value })
      axis += 1
    } else if (typeof item === 'number') {
      value = operation.node('Select', { dim: axis, index: item }, { input: value })
      if (axis < 0) axis += 1
    } else if (isKind(item, 'slice') && isEmptyPart(value, item, axis)) {
      empty = axis < 0 ? axis : axis - (value.type?.shape.length ?? 0)
    } else if (isKind(item, 'slice')) {
      value = sliced(operation, value, { ...item, only: place === lone }, axis, line)
      axis += 1
    } else if (
      isKind(item, 'list') &&
      item.items.length > 0 &&
      item.items.every((each) => typeof each === 'number')
    ) {
      value = entriesOf(operation, value, axis, item.items)
      axis += 1
    } else if (isPlaces(item) && placesIn(item) !== undefined && !(axis === 0 && index.length === 1)) {
      value = entriesOf(operation, value, axis, placesIn(item) ?? [])
      axis += 1
    } else if (isPlaces(item) && axis === 0 && index.length === 1) value = gathered(operation, value, item)
    else if (isKind(item, 'unknown')) value = { ...value, type: null }
    else if (isTruth(item)) throw new Unreadable(refusals.maskIndex(), line)
    else throw new Unreadable(told('python.open_index', 'Only running the net would tell this index.'), line)
  })
  if (empty !== undefined) return { kind: 'unknown', why: refusals.emptyPart(), line, empty }
  return index.some((item) => isKind(item, 'unknown')) ? UNKNOWN : value
}

/** Whether a slice of a dimension of known size takes nothing of it: `x[..., 64:]` where there are 64. */
function isEmptyPart({ type }: TensorValue, { start, stop, step }: SliceValue, axis: number): boolean {
  const size = type?.shape.at(axis)
  if (typeof size !== 'number' || step !== null) return false
  const place = (given: Value, usual: number): number =>
    typeof given === 'number' ? Math.min(Math.max(given < 0 ? given + size : given, 0), size) : usual
  const known = [start, stop].every((part) => part === null || typeof part === 'number')
  return known && place(start, 0) >= place(stop, size)
}

function sliced(
  operation: Operation,
  input: TensorValue,
  { start, stop, step, only }: { start: Value; stop: Value; step: Value; only: boolean },
  dim: number,
  line: number,
): TensorValue {
  // `:` only counts dimensions, but where there is nothing else.
  if (start === null && stop === null && step === null && !only) return input
  const parts = [start, stop, step]
  if (!parts.every((part) => part === null || typeof part === 'number'))
    throw new Unreadable(
      told('python.open_slice', 'Only running the net would tell where this part begins and ends.'),
      line,
    )
  if (typeof step === 'number' && step < 1) throw new Unreadable(refusals.negativeStep(), line)
  return operation.node(
    'Slice',
    {
      dim,
      ...(start === null ? {} : { start }),
      ...(stop === null ? {} : { end: stop }),
      ...(step === null ? {} : { step }),
    },
    { input },
  )
}

/** The place of the `:` that says which dimension is meant, where nothing is picked at all: as in `x[:, :]`, `x[..., :]`. */
function loneSlice(index: readonly Value[], ellipsis: number): number {
  if (!index.every((item, place) => place === ellipsis || isAll(item))) return -1
  return ellipsis < 0 ? index.length - 1 : ellipsis + 1
}

/** `:` */
function isAll(value: Value): boolean {
  return isKind(value, 'slice') && value.start === null && value.stop === null && value.step === null
}
