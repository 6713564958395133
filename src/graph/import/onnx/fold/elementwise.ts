/** Functions of each value of an array that is known. */
import type { DType } from '../../../types/dims'
import { dtypeOf } from '../constants'
import { isNumbers } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import { roomFor } from './broadcasting'
import type { Fold } from './fold-definition'

export const elementwiseFolds: Readonly<Record<string, Fold>> = {
  Cast: (site, [value]) => value && cast(site, value, dtypeOf(site.int('to', 1))),
  CastLike: (site, [value, like]) => value && like && cast(site, value, like.dtype),
  Neg: each((a) => -a),
  Abs: each(Math.abs),
  Sign: each(Math.sign),
  Floor: each(Math.floor),
  Ceil: each(Math.ceil),
  Round: each(halfToEven),
  Sqrt: each(Math.sqrt),
  Exp: each(Math.exp),
  Log: each(Math.log),
  Reciprocal: each((a) => 1 / a),
  Sin: each(Math.sin),
  Cos: each(Math.cos),
  Tan: each(Math.tan),
  Tanh: each(Math.tanh),
  Sigmoid: each((a) => 1 / (1 + Math.exp(-a))),
  Relu: each((a) => Math.max(a, 0)),
  Softplus: each((a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)))),
  Not: each((a) => Number(a === 0), 'bool'),
  IsNaN: each((a) => Number(Number.isNaN(a)), 'bool'),
  Clip: (site, [value, low, high]) => {
    const least = site.number('min') ?? low?.items[0] ?? -Infinity
    const most = site.number('max') ?? high?.items[0] ?? Infinity
    if (typeof least !== 'number' || typeof most !== 'number') return undefined
    return value && mapped(site, value, (a) => Math.min(Math.max(a, least), most), value.dtype)
  },
}

function each(apply: (value: number) => number, result?: DType): Fold {
  return (site, [value]) => value && mapped(site, value, apply, result ?? value.dtype)
}

/** Undefined where some values are not known. */
function mapped(site: Site, value: Items, apply: (value: number) => number, dtype: DType): Items | undefined {
  if (!isNumbers(value)) {
    const items = Array.from(value.items, (item) => (typeof item === 'number' ? apply(item) : null))
    return items.includes(null) ? undefined : { ...value, items, dtype }
  }
  const { items } = value
  const values = roomFor(site, dtype, items.length)
  for (let at = 0; at < items.length; at++) values[at] = apply(items[at] ?? 0)
  return { shape: value.shape, items: values, dtype }
}

/** Sizes stay whole numbers, whatever they are cast to. */
function cast(site: Site, value: Items, dtype: DType): Items | undefined {
  if (value.dtype === dtype) return value
  if (!isNumbers(value)) return dtype === 'bool' ? undefined : { ...value, dtype }
  if (dtype === 'bool') return mapped(site, value, (a) => Number(a !== 0), dtype)
  return mapped(site, value, dtype === 'int64' ? Math.trunc : (a) => a, dtype)
}

function halfToEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}
