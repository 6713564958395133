/** What the dimensions of a tensor are called: N, C, H, W, L, E, features; null where nobody knows. */
import type { Params } from '../document/document'
import { axesOf, axisOf } from './axis'

export type Labels = readonly (string | null)[]

/** What a rule sees; the sizes have been checked by then. */
export interface LabelCall<P = Params> {
  params: P
  inputs: Readonly<Record<string, Labels>>
  /** The first of them in handle order. */
  input: Labels
  /** The output, and how many dimensions it has. */
  handle: string
  rank: number
}

/** The labels of an output; of another length than its rank they are not believed. */
export type LabelRule<P = Params> = (call: LabelCall<P>) => Labels

const SPATIAL = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] } as const

/** Channels first, with or without a batch. */
export function channelsFirst(directions: 1 | 2 | 3): LabelRule {
  return ({ rank }) => {
    const sample = ['C', ...SPATIAL[directions]]
    return rank > sample.length ? ['N', ...sample] : sample
  }
}

/** Steps of a sequence: the batch first or second, as the param `batch_first` says. */
export function sequenceLabels(last: string): LabelRule<{ batch_first: boolean }> {
  return ({ params, rank }) => {
    if (rank === 2) return ['L', last]
    return params.batch_first ? ['N', 'L', last] : ['L', 'N', last]
  }
}

/** The last dimension is another one. */
export function lastIs(label: string): LabelRule {
  return ({ input }) => [...input.slice(0, -1), label]
}

export function without(labels: Labels, axes: readonly number[]): Labels {
  return labels.filter((_, axis) => !axes.includes(axis))
}

/** For operations over `dim` whose dimensions go unless `keepdim`. */
export const reducedLabels: LabelRule<{ dim: number | number[] | null }> = ({ params, input, rank }) => {
  if (rank === input.length) return input
  return params.dim === null ? [] : without(input, axesOf(params.dim, input.length, 'dim'))
}

/** A new dimension of its own at the place `dim`. */
export const insertedLabel: LabelRule<{ dim: number }> = ({ params, input, rank }) => {
  const axis = axisOf(params.dim, rank, 'dim')
  return [...input.slice(0, axis), null, ...input.slice(axis)]
}
