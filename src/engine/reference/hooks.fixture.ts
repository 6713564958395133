/** The net of hooks.py as a document, with the hooks of one of its cases. */
import { readFileSync } from 'node:fs'
import type { SafeTensors } from '../../graph/formats/safetensors'
import type { Hook } from '../../graph/document/document'
import { documentOf } from '../session/session-harness'

/** Places are written in one word: `fc.output`, `lin.weight`. */
export type WrittenHook = Pick<Hook, 'id' | 'type' | 'pass'> & {
  edge?: string
  port?: string
  parameter?: string
  node?: string
  params?: Record<string, unknown>
}

/** What PyTorch gave, and what was added up on the way to it where that is much more: see docs/testing.md. */
export interface SavedValues {
  shape: number[]
  values: number[]
  magnitudes?: number[]
}

export interface HookCase {
  title: string
  net: WrittenHook[]
  block: WrittenHook[]
  training?: object
  /** Keys of parameters that do not learn; only in training. */
  frozen?: string[]
  values: Record<string, SavedValues>
  /** Whether the loss has a history in training. */
  trains: boolean
  losses: SavedValues
  final: Record<string, SavedValues>
}

/** What hooks.py wrote. */
export interface SavedHooks {
  torch: string
  x: number[][]
  y: number[][]
  weights: Record<string, number[][] | number[]>
  cases: HookCase[]
}

/** Errors: no such file. */
export function readSaved(path: string | URL): SavedHooks {
  const reviver = (_: string, value: unknown): unknown => value ?? NaN
  return JSON.parse(readFileSync(path, 'utf8'), reviver) as SavedHooks
}

export function tensorsOf(values: Record<string, number[][] | number[]>): SafeTensors {
  return new Map(
    Object.entries(values).map(([name, rows]) => {
      const shape = Array.isArray(rows[0]) ? [rows.length, rows[0].length] : [rows.length]
      return [name, { dtype: 'F32', shape, values: Float32Array.from(rows.flat()) }]
    }),
  )
}

const block = documentOf(
  [
    { id: 'x', type: 'Input', name: 'x' },
    { id: 'lin', type: 'Linear', name: 'lin', params: { out_features: 3 } },
    { id: 'tanh', type: 'Tanh', name: 'tanh' },
    { id: 'add', type: 'Add', name: 'add' },
    { id: 'out', type: 'Output', name: 'out' },
  ],
  ['x>lin', 'lin>tanh', 'x>add.other', 'tanh>add.input', 'add>out'],
)
const outer = documentOf(
  [
    { id: 'x', type: 'Input', name: 'x' },
    { id: 'inner', type: 'Module', name: 'inner', params: { module: 'Block' } },
    { id: 'out', type: 'Output', name: 'out' },
  ],
  ['x>inner.x', 'inner.out>out'],
)
const net = documentOf(
  [
    { id: 'x', type: 'Input', name: 'x', params: { shape: [4] } },
    { id: 'y', type: 'Input', name: 'y', params: { shape: [3] } },
    { id: 'fc', type: 'Linear', name: 'fc', params: { out_features: 3 } },
    { id: 'a', type: 'Module', name: 'a', params: { module: 'Block' } },
    { id: 'b', type: 'Module', name: 'b', params: { module: 'Block' }, shared_with: 'a' },
    { id: 'c', type: 'Module', name: 'c', params: { module: 'Outer' } },
    { id: 'sum', type: 'Add', name: 'sum' },
    { id: 'all', type: 'Add', name: 'all' },
    { id: 'loss', type: 'MSELoss', name: 'loss' },
  ],
  ['x>fc', 'fc>a.x', 'fc>b.x', 'fc>c.x', 'a.out>sum.input', 'b.out>sum.other', 'sum>all.input', 'c.out>all.other', 'all>loss.input', 'y>loss.target'],
) // prettier-ignore

export function hookedDocument({ net: own, block: inner, training = {}, frozen = [] }: HookCase): object {
  const { Net } = net.modules
  const nodes = Net.nodes.map((node) => {
    const names = frozen
      .filter((key) => key.startsWith(`${node.id}.`))
      .map((key) => key.slice(node.id.length + 1))
    return names.length === 0
      ? node
      : { ...node, requires_grad: Object.fromEntries(names.map((name) => [name, false])) }
  })
  const edges = block.modules.Net.edges.map((edge, i) => ({ ...edge, id: `b${i}` }))
  return {
    ...net,
    modules: {
      Net: { ...Net, nodes, hooks: own.map(placed) },
      Block: { ...block.modules.Net, edges, hooks: inner.map(placed) },
      Outer: outer.modules.Net,
    },
    training: {
      optimizer: { type: 'SGD', params: { lr: 0.05, momentum: 0.5 } },
      batch_size: 2,
      epochs: 4,
      seed: 0,
      ...training,
    },
  }
}

function placed({ port, parameter, ...hook }: WrittenHook): object {
  const [node = '', name = ''] = (port ?? parameter ?? '').split('.')
  if (port !== undefined) return { ...hook, port: { node, handle: name } }
  return parameter === undefined ? hook : { ...hook, parameter: { node, name } }
}
