/** What a net takes, and what it gives, as a person sees it who feeds it by hand. */
import type { ByHandResult } from '../../engine/protocol'
import type { DType } from '../../graph/types/dims'
import type { ModuleInference } from '../../graph/infer/inference'

/** One input of the net: an `Input` node's, or an output of a data source. */
export interface Slot {
  /** Names it for the page. */
  key: string
  node: string
  handle: string
  /** `x`, or `data.x`. */
  label: string
  /** Of one sample, with a batch of 1; 1 where only a run knows the size. */
  shape: readonly number[]
  dtype: DType
  /** It comes from the document's data. */
  data: boolean
  /** The data is shifted and scaled, and so is a picture that a person gives. */
  normalised: boolean
  /** Only losses and metrics look at it. */
  target: boolean
}

export function slotsOf(main: ModuleInference): Slot[] {
  const names = main.order.sequence.map((index) => main.definition.nodes[index]?.id ?? '')
  return names.flatMap((id) => {
    const found = main.nodes.get(id)
    const role = found?.definition?.role
    if (found === undefined || found.loose || (role !== 'input' && role !== 'data')) return []
    return Object.entries(found.outputs).flatMap(([handle, type]): Slot[] => {
      if (type === null) return []
      const wires = main.definition.edges.filter(
        ({ source, sourceHandle }) => source === id && sourceHandle === handle,
      )
      return [
        {
          key: `${id} ${handle}`,
          node: id,
          handle,
          label: role === 'data' ? `${found.node.name}.${handle}` : found.node.name,
          shape: type.shape.map((size) => (typeof size === 'number' ? size : 1)),
          dtype: type.dtype,
          data: role === 'data',
          normalised: role === 'data' && handle === 'x' && found.params['normalize'] === true,
          target: wires.every(({ target }) => isJudge(main, target)),
        },
      ]
    })
  })
}

function isJudge(main: ModuleInference, node: string): boolean {
  const role = main.nodes.get(node)?.definition?.role
  return role === 'loss' || role === 'metric'
}

/** How the numbers of an output are read: as scores of classes, and what makes shares of them. */
export type Reading = 'softmax' | 'exp' | 'sigmoid' | null

const READINGS: Readonly<Record<string, Reading>> = {
  CrossEntropyLoss: 'softmax',
  NLLLoss: 'exp',
  BCEWithLogitsLoss: 'sigmoid',
}

/** By the loss that looks at the output. */
export function readingOf(main: ModuleInference, { node, handle }: ByHandResult['outputs'][number]): Reading {
  const types = main.definition.edges
    .filter(({ source, sourceHandle, targetHandle }) => source === node && sourceHandle === handle && targetHandle === 'input')
    .map(({ target }) => main.nodes.get(target)?.node.type ?? '') // prettier-ignore
  return types.map((type) => READINGS[type] ?? null).find((reading) => reading !== null) ?? null
}

/** The class that each of so many scores is for; the one number of a sigmoid says how probable the second of two is. */
export function classNames(
  count: number,
  reading: Exclude<Reading, null>,
  classes: readonly string[] | null,
): string[] {
  if (reading === 'sigmoid' && count === 1) return [(classes?.length === 2 && classes[1]) || '1']
  return Array.from({ length: count }, (_, at) => (classes?.length === count && classes[at]) || String(at))
}

/** The share of each value: of scores over classes they add up to 1. */
export function sharesOf(values: ArrayLike<number>, reading: Exclude<Reading, null>): number[] {
  const scores = Array.from(values)
  if (reading === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)))
  if (reading === 'exp') return scores.map(Math.exp)
  const most = Math.max(...scores)
  const raised = scores.map((score) => Math.exp(score - most))
  const sum = raised.reduce((total, value) => total + value, 0)
  return raised.map((value) => value / sum)
}
