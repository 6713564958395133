/** What a plan says of the memory of a pass, against what the backend held while the pass ran. */
import { beforeAll, describe, expect, it } from 'vitest'
import { inferDocument } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { passNeed } from '../../graph/plan/pass-memory'
import { backend } from '../backend/index'
import type { Handle } from '../backend/types'
import { fromValues } from '../core/tensor'
import { noGrad, ready, scope, tensor } from '../index'
import type { Tensor } from '../index'
import { made, nodeGraph, nodeRows } from '../reference/node-graphs.fixture'
import type { NodeGraph, NodeRow } from '../reference/node-graphs.fixture'
import { compile, runPass } from './compile'

await ready()

/** Bytes that are held, and the most since it was told to begin; a reshaped tensor has the memory of the one before. */
const held = { now: 0, most: 0 }

beforeAll(() => {
  held.now = backend.live.bytes
  Object.defineProperty(backend.live, 'bytes', {
    get: () => held.now,
    set: (bytes: number) => {
      held.now = bytes
      held.most = Math.max(held.most, bytes)
    },
  })
  const holders = new WeakMap<Handle, { count: number }>()
  const bytesOf = ({ shape }: Handle): number => 4 * shape.reduce((product, size) => product * size, 1)
  const [reshape, free] = [backend.reshape.bind(backend), backend.free.bind(backend)]
  backend.reshape = (x, shape) => {
    const { most } = held
    const view = reshape(x, shape)
    const memory = holders.get(x) ?? { count: 1 }
    memory.count++
    for (const handle of [x, view]) holders.set(handle, memory)
    held.now -= bytesOf(view)
    held.most = Math.max(most, held.now)
    return view
  }
  backend.free = (x) => {
    const memory = holders.get(x)
    const { most } = held
    free(x)
    if (!memory || --memory.count === 0) return
    held.now += bytesOf(x)
    held.most = Math.max(most, held.now)
  }
})

/** What is fed, with all that a second pass makes: at its end forward, and at most there and back. */
function measured(
  { document, inputs, mode }: NodeGraph,
  recorded: boolean,
): Record<'forward' | 'peak', number> {
  const planned = planGraph(inferDocument(document))
  if (planned.kind === 'refused') throw new Error(planned.findings[0]!.message)
  return scope(() => {
    const compiled = compile(planned.plan)
    compiled.net.train(mode === 'train')
    const { nodes } = document.modules[document.main]!
    const pass = (): { forward: number; peak: number } => {
      for (const parameter of compiled.net.parameters()) parameter.grad = null
      const before = held.now
      return scope(() => {
        const tensors = [...inputs].map(([name, { dtype, shape, values }]): [string, Tensor] => [
          nodes.find((node) => node.name === name)!.id,
          dtype === 'F32'
            ? tensor(Float32Array.from(values as Float32Array), { shape: [...shape], requiresGrad: recorded })
            : fromValues(values.slice(), [...shape], dtype === 'BOOL' ? 'bool' : 'int64'),
        ])
        held.most = held.now
        const feed = new Map(tensors.map(([node, output]) => [node, { output }]))
        const { loss, results } = runPass(compiled, feed, null)
        const forward = held.now - before
        const root = loss ?? results.filter((x) => x.requiresGrad).map((x) => x.sum())[0]
        if (recorded) root?.backward()
        return { forward, peak: held.most - before }
      })
    }
    pass()
    return pass()
  })
}

function told({ document, inputs }: NodeGraph, recorded: boolean): { forward: number; peak: number } {
  const planned = planGraph(inferDocument(document))
  if (planned.kind === 'refused') throw new Error(planned.findings[0]!.message)
  const batch = [...inputs.values()][0]!.shape[0]!
  return passNeed(planned.plan, { batch, recorded, byInputs: recorded })
}

function graphsOf(rows: readonly NodeRow[]): NodeGraph[] {
  const graphs = rows.flatMap((row, index) =>
    (['module', 'functional'] as const).flatMap((call) => nodeGraph(row, call, { index, cubed: false })),
  )
  return graphs.filter(({ document }) => planGraph(inferDocument(document)).kind !== 'refused')
}

const x = (...shape: number[]): NodeRow['inputs'] => [made(shape, 'float32')]

/** Large enough for single numbers to count for nothing. */
const LARGE: NodeRow[] = [
  ...['ReLU', 'Sigmoid', 'Tanh', 'GELU', 'SiLU', 'Mish', 'Hardtanh', 'LeakyReLU'].map((type) => ({
    type,
    params: {},
    inputs: x(4, 100, 20),
  })),
  { type: 'Softmax', params: { dim: 2 }, inputs: x(4, 100, 20) },
  { type: 'LayerNorm', params: { normalized_shape: [20] }, inputs: x(4, 100, 20) },
  { type: 'Linear', params: { in_features: 20, out_features: 100 }, inputs: x(300, 20) },
  { type: 'AdaptiveAvgPool2d', params: { output_size: 100 }, inputs: x(2, 1, 10, 10) },
  { type: 'Upsample', params: { scale_factor: 10, mode: 'nearest' }, inputs: x(2, 3, 10, 10) },
  { type: 'Upsample', params: { scale_factor: 10, mode: 'bilinear' }, inputs: x(2, 3, 10, 10) },
  { type: 'Pad', params: { pad: [50, 50, 50, 50] }, inputs: x(2, 3, 10, 10) },
  {
    type: 'Embedding',
    params: { num_embeddings: 5, embedding_dim: 100 },
    inputs: [made([30, 7], 'int64')],
  },
  { type: 'GRU', params: { input_size: 8, hidden_size: 64, batch_first: true }, inputs: x(4, 64, 8) },
  { type: 'LSTM', params: { input_size: 8, hidden_size: 64, batch_first: true }, inputs: x(4, 64, 8) },
  {
    type: 'TransformerEncoderLayer',
    params: { d_model: 16, nhead: 4, dim_feedforward: 64, dropout: 0, batch_first: true },
    inputs: x(2, 64, 16),
  },
]

/** Of small tensors single numbers are a large part: so many bytes count for nothing. */
const SMALL = 800

describe('what a plan says of the memory of a pass', () => {
  it('is no more than the pass takes, for every node type', { timeout: 240_000 }, () => {
    const tooMuch = graphsOf(nodeRows({ fewer: true })).flatMap((graph) => {
      const [real, need] = [measured(graph, true), told(graph, true)]
      return (['forward', 'peak'] as const)
        .filter((what) => need[what] > real[what] + SMALL)
        .map((what) => `${graph.title}, ${what}: ${need[what]}, really ${real[what]}`)
    })
    expect(tooMuch).toEqual([])
  })

  it.each(graphsOf(LARGE).map((graph) => [graph.title, graph] as const))(
    'is no less than seven tenths of it: %s',
    (_, graph) => {
      const [real, need] = [measured(graph, true), told(graph, true)]
      for (const what of ['forward', 'peak'] as const) {
        expect(need[what] / real[what]).toBeGreaterThan(0.7)
        expect(need[what] / real[what]).toBeLessThan(1.02)
      }
    },
  )

  it('counts nothing of a way back where there is none', () => {
    const [graph] = graphsOf([{ type: 'Hardtanh', params: {}, inputs: x(4, 100, 20) }])
    const { forward, peak } = told(graph!, false)
    expect(peak).toBe(forward)
    expect(forward).toBe(noGrad(() => measured(graph!, false)).peak)
  })
})
