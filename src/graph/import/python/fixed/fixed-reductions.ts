/** Sums and the like of tensors whose numbers are known. */
import { isKind, plain } from '../values'
import type { Given, Rule } from './fixed-rule'
import { NotFixed } from './fixed-rule'
import { axisOf, rounded, sizeOf, stridesOf } from './fixed-tensor'
import type { Fixed, FixedType } from './fixed-tensor'

const whole = (dtype: FixedType): FixedType => (dtype === 'float32' ? dtype : 'int64')

export const REDUCTIONS: Readonly<Record<string, Rule>> = {
  sum: (self, given) => reduced(self, given, (values) => values.reduce((a, b) => a + b, 0), whole),
  mean: (self, given) => {
    if (self.dtype !== 'float32') throw new NotFixed()
    return reduced(self, given, (values) => values.reduce((a, b) => a + b, 0) / values.length, whole)
  },
  prod: (self, given) => reduced(self, given, (values) => values.reduce((a, b) => a * b, 1), whole),
  amax: (self, given) => reduced(self, given, (values) => values.reduce((a, b) => Math.max(a, b), -Infinity)),
  amin: (self, given) => reduced(self, given, (values) => values.reduce((a, b) => Math.min(a, b), Infinity)),
  any: (self, given) =>
    reduced(
      self,
      given,
      (values) => Number(values.some(Boolean)),
      () => 'bool',
    ),
  all: (self, given) =>
    reduced(
      self,
      given,
      (values) => Number(values.every(Boolean)),
      () => 'bool',
    ),
  max: (self, given) => extreme(self, given, 'amax'),
  min: (self, given) => extreme(self, given, 'amin'),
  cumsum: (self, given) => {
    const axis = axisOf(given.number('dim', 0, NaN), self.shape.length)
    const stride = stridesOf(self.shape)[axis]!
    const dtype = whole(self.dtype)
    const values = [...self.values]
    for (let place = 0; place < values.length; place++)
      if (Math.floor(place / stride) % self.shape[axis]! > 0)
        values[place] = rounded(values[place - stride]! + values[place]!, dtype)
    return { ...self, dtype, values }
  },
}

/** Without a dimension: with one, PyTorch gives the places too. */
function extreme(self: Fixed, given: Given, name: 'amax' | 'amin'): Fixed {
  if (given.value('dim', 0) !== undefined) throw new NotFixed()
  return REDUCTIONS[name]!(self, given)
}

function reduced(
  self: Fixed,
  given: Given,
  compute: (values: number[]) => number,
  type: (dtype: FixedType) => FixedType = (dtype) => dtype,
): Fixed {
  const rank = self.shape.length
  const dim = given.value('dim', 0) ?? given.value('axis', 0) ?? null
  const asked = isKind(dim, 'list') ? dim.items : [dim]
  const axes = dim === null ? [...self.shape.keys()] : asked.map((each) => axisOf(Number(plain(each)), rank))
  const strides = stridesOf(self.shape)
  const kept = self.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const places = stridesOf(kept)
  const groups = Array.from({ length: sizeOf(kept) }, (): number[] => [])
  self.values.forEach((value, place) => {
    const at = kept.reduce(
      (sum, size, axis) =>
        sum + (size === 1 ? 0 : (Math.floor(place / strides[axis]!) % size) * places[axis]!),
      0,
    )
    groups[at]!.push(value)
  })
  const dtype = type(self.dtype)
  const keep = given.value('keepdim', 1) === true
  return {
    shape: keep ? kept : self.shape.filter((_, axis) => !axes.includes(axis)),
    values: groups.map((values) => rounded(compute(values), dtype)),
    dtype,
  }
}
