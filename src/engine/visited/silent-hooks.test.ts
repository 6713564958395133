/** No hook that `check` takes without a word is one that never runs: it acts in a pass with gradients, or in training. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import type { Batch } from '../executor/batch'
import { planned } from '../executor/planned-document'
import type { GraphDocument, Hook } from '../../graph/document/document'
import { keysOfPlace } from '../../graph/document/hook-place'
import type { HookPlace } from '../../graph/document/hook-place'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { parseDocument } from '../../graph/file/parse'
import { PASSES_AT, passesOf } from '../../graph/hooks/definition'
import { hookDefinitions } from '../../graph/hooks/index'
import { inferDocument } from '../../graph/infer/infer'
import { visitedExecutor } from './visited-executor'

beforeAll(() => ready())

const Block = testModule(
  [
    ['x: Input'],
    ['spare: Input'],
    ['fc: Linear', { out_features: 4 }],
    ['act: Tanh'],
    ['size: L1Loss'],
    ['seen: MAE'],
    ['parts: Chunk', { chunks: 2, dim: 1 }],
    ['out: Output'],
    ['part: Output'],
    ['other: Output'],
  ],
  [
    'x → fc', 'fc → act', 'act → out', 'act → size', 'spare → size.target', 'act → seen', 'spare → seen.target', 'act → parts',
    'parts.outputs.0 → part', 'parts.outputs.1 → other',
  ],
) // prettier-ignore

/** What there is to hook: data and what is made of it, tensors of the net's own, shared and frozen layers, losses, metrics, loose ends. */
const net = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ['k: Input', { shape: [4] }],
    ['ids: Input', { shape: [], dtype: 'int64' }],
    ['w: Parameter', { shape: [4], init: 'normal' }],
    ['c: Constant', { value: 2 }],
    ['table: Embedding', { num_embeddings: 5, embedding_dim: 4 }],
    ['plus: Add'],
    ['times: Mul'],
    ['twice: Mul'],
    ['fc: Linear', { out_features: 4 }],
    ['again: Linear', { out_features: 4 }, { shared_with: 'fc' }],
    ['still: Linear', { out_features: 4 }, { requires_grad: { weight: false } }],
    ['relu: ReLU', {}, { call: 'functional' }],
    ['a: Module', { module: 'Block' }],
    ['b: Module', { module: 'Block' }, { shared_with: 'a' }],
    ['top: Max', { dim: 1 }],
    ['large: Unsqueeze', { dim: 1 }],
    ['loss: CrossEntropyLoss'],
    ['aside: MSELoss', {}, { call: 'functional' }],
    ['third: L1Loss'],
    ['right: Accuracy'],
    ['loose: Sigmoid'],
    ['y: Output'],
    ['place: Output'],
  ],
  [
    'x → plus', 'ids → table', 'table → plus.other', 'plus → times', 'w → times.other', 'times → twice', 'c → twice.other', 'twice → fc',
    'fc → again', 'again → still', 'still → relu', 'relu → a.x', 'k → a.spare', 'a.out → b.x', 'k → b.spare', 'b.out → loss',
    'ids → loss.target', 'b.part → large', 'large → y', 'b.part → third', 'b.other → third.target', 'a.other → top', 'top.values → aside', 'top.values → aside.target', 'top.indices → place',
    'b.out → right', 'ids → right.target', 'relu → loose',
  ],
  { Block },
) // prettier-ignore

function placesOf(document: GraphDocument, module: string): HookPlace[] {
  const definition = document.modules[module]!
  const inferred = inferDocument(document).modules.get(module)!
  return [
    ...definition.edges.map(({ id }): HookPlace => ({ kind: 'edge', edge: id })),
    ...[...inferred.nodes].flatMap(([node, { outputs, parameters }]) => [
      ...Object.keys(outputs).map((handle): HookPlace => ({ kind: 'port', node, handle })),
      ...parameters.map(({ name }): HookPlace => ({ kind: 'parameter', node, name })),
      { kind: 'node', node } as const,
    ]),
  ]
}

interface Placed {
  module: string
  hook: Hook
}

/** At every place and in every pass, where the type works at all. */
function everywhere({ type, params }: Pick<Hook, 'type' | 'params'>): Placed[] {
  const definition = hookDefinitions.find((each) => each.type === type)!
  return Object.keys(net.modules).flatMap((module) =>
    placesOf(net, module)
      .flatMap((place) =>
        PASSES_AT[place.kind]
          .filter((pass) => passesOf(definition, place.kind).includes(pass))
          .map((pass) => ({ ...keysOfPlace(place), pass })),
      )
      .map((keys, i) => ({ module, hook: { id: `h${i}`, type, params, ...keys } })),
  )
}

function hooked(hooks: readonly Placed[]): GraphDocument {
  const of = (module: string): Hook[] => hooks.flatMap((each) => (each.module === module ? [each.hook] : []))
  const modules = Object.fromEntries(
    Object.entries(net.modules).map(([name, module]) => [name, { ...module, hooks: of(name) }]),
  )
  const training = { ...net.training, batch_size: 3 }
  return parseDocument(JSON.stringify({ ...net, modules, training })).document!
}

const keyOf = ({ module, hook }: Placed): string => JSON.stringify([module, hook.id])

/** Those of which `check` says something, and the others. */
function spokenOf(hooks: readonly Placed[]): { refused: Placed[]; warned: Placed[]; silent: Placed[] } {
  const { findings } = parseDocument(JSON.stringify(hooked(hooks)))
  const said = new Map<string, string>()
  for (const { module, hook, severity } of findings) {
    const key = JSON.stringify([module, hook])
    if (said.get(key) !== 'error') said.set(key, severity)
  }
  const of = (severity: string | undefined): Placed[] =>
    hooks.filter((each) => said.get(keyOf(each)) === severity)
  return { refused: of('error'), warned: of('warning'), silent: of(undefined) }
}

const ones = (node: string, dtype: 'float32' | 'int64' = 'float32') => ({
  node,
  handle: 'output',
  dtype,
  shape: dtype === 'int64' ? [3] : [3, 4],
  values:
    dtype === 'int64' ? Int32Array.of(0, 2, 3) : Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
})
const batch: Batch = [ones('x'), ones('k'), ones('ids', 'int64')]

/** Those that were called in one pass with gradients or in two steps of training. */
function called(hooks: readonly Placed[]): Set<string> {
  const heard = new Set<string>()
  const executor = visitedExecutor({
    print: (_, { module, hook }) => heard.add(JSON.stringify([module, hook])),
    log: () => undefined,
    way: () => undefined,
    changed: () => undefined,
  })
  executor.open(planned(inferDocument(hooked(hooks))), { fresh: true })
  executor.runOnce(batch, { mode: 'train', grad: true })
  const steps = executor.train({ lr: null, steps: 2, epochs: 1 })
  for (const number of [1, 2]) steps.step(batch, number, 'nothing')
  executor.close()
  return heard
}

const textOf = ({ module, hook: { edge, port, parameter, node, pass } }: Placed): string =>
  JSON.stringify([module, edge ?? port ?? parameter ?? node, pass])

/** The types that act on each tensor apart, as `stats` looks at each. */
const changing = hookDefinitions.flatMap(({ type, looks }) => (looks ? [] : [type]))

describe('a hook that check takes without a word', () => {
  it.each(['stats', 'print'])(
    'runs, at whichever place and in whichever pass; one that it warns of does not: %s',
    (type) => {
      const { refused, warned, silent } = spokenOf(everywhere({ type, params: {} }))
      const ran = called([...warned, ...silent])
      expect(silent.filter((each) => !ran.has(keyOf(each))).map(textOf)).toEqual([])
      expect(warned.filter((each) => ran.has(keyOf(each))).map(textOf)).toEqual([])
      expect(warned.length).toBeGreaterThan(0)
      // Only what has no module to call.
      expect(refused.filter(({ hook }) => hook.node === undefined).map(textOf)).toEqual([])
    },
  )

  it.each(changing)('is refused or warned of where one that looks is: %s', (type) => {
    const params = type === 'expression' ? { expr: 'x' } : {}
    const looks = new Map(everywhere({ type: 'stats', params: {} }).map((each) => [textOf(each), each]))
    const spoken = spokenOf([...looks.values()])
    const known = new Set([...spoken.refused, ...spoken.warned].map(textOf))
    // What says nothing where stats says something would be taken and forgotten.
    expect(spokenOf(everywhere({ type, params })).silent.map(textOf).filter((text) => known.has(text))).toEqual([]) // prettier-ignore
  })
})
