import { tensor } from '../../core/create'
import type { Tensor } from '../../core/tensor'
import { camelOptions } from '../node-builder'

type Listed<P> = { [K in keyof P]: number[] extends P[K] ? Tensor : P[K] }

/** The options of a loss, with its lists of weights as tensors. */
export function weighted<P extends object>(params: P): ReturnType<typeof camelOptions<Listed<P>>> {
  const entries = Object.entries(params).map(([name, value]) => [
    name,
    Array.isArray(value) ? tensor(value as number[]) : value,
  ])
  return camelOptions(Object.fromEntries(entries) as Listed<P>)
}
