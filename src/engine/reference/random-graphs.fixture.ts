/** Graphs that nobody drew: random nodes of all types on each other's outputs, some of them inside modules. */
import type { GraphDocument, ModuleDefinition } from '../../graph/document/document'
import type { TensorType } from '../../graph/types/dims'
import { inferDocument } from '../../graph/infer/infer'
import type { NodeDefinition } from '../../graph/registry/definition'
import { nodeDefinition, nodeDefinitions } from '../../graph/nodes/index'
import { paramFields } from '../../graph/params/param-types'
import { testDocument, testModule } from '../../graph/document/test-graph'
import type { TestNode } from '../../graph/document/test-graph'
import { Generator } from '../index'
import { nodeRows } from './node-graphs.fixture'

/**
 * What a small difference of its input becomes a large one of its output in: poles, steps and roots, and what is left of two numbers that
 * are nearly the same. Upsampling by a fraction is one, too: the place that it takes a value from is rounded.
 */
const STEEP = new Set([
  'Div',
  'Exp',
  'Log',
  'Sqrt',
  'Tanhshrink',
  'Upsample',
  'UpsamplingBilinear2d',
  'UpsamplingNearest2d',
  'Pow',
  'LPPool2d',
  'Threshold',
  'Max',
  'Min',
  'Compare',
  'Floor',
  'Round',
  'Sign',
  'To',
  'RandnLike',
  'Std',
  'Norm',
  'Normalize',
  'LogicalNot',
  'Logical',
])

/** What draws in every pass, and what takes no places but those of a pooling. */
const APART = new Set([
  'FractionalMaxPool2d',
  'FractionalMaxPool3d',
  'MaxUnpool1d',
  'MaxUnpool2d',
  'MaxUnpool3d',
])

const usable: readonly NodeDefinition[] = nodeDefinitions.filter(
  ({ type, role, instanceOf }) =>
    role === undefined && instanceOf === undefined && !STEEP.has(type) && !APART.has(type),
)

/** Params of the saved rows by type, without those that follow from the inputs. */
const params = new Map<string, Record<string, unknown>[]>()
for (const row of nodeRows({ fewer: false })) {
  // A small difference makes another place the largest.
  if (row.params['return_indices'] === true) continue
  const fields = nodeDefinition(row.type) ? paramFields(nodeDefinition(row.type)!.params) : []
  const inferred = new Set(fields.filter((field) => field.inferred).map(({ name }) => name))
  const kept = Object.entries(row.params).filter(([name]) => !inferred.has(name))
  params.set(row.type, [...(params.get(row.type) ?? []), Object.fromEntries(kept)])
}

interface Growth {
  nodes: TestNode[]
  wires: string[]
}

const START: readonly (readonly [name: string, shape: readonly number[], dtype: TensorType['dtype']])[] = [
  ['image', [4, 6, 6], 'float32'],
  ['words', [5, 4], 'float32'],
  ['row', [8], 'float32'],
  ['index', [3], 'int64'],
]

/** A graph of about `size` nodes, half of them in a module that is there twice; the same for the same seed. */
export function randomGraph(seed: number, size: number): GraphDocument {
  const random = new Generator(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)]!
  const inner = grow(pick, size / 2, (growth) => document(growth, {}))
  const block = asModule(inner)
  const instances: Growth = {
    nodes: [
      ...inputs(false),
      ['first: Module', { module: 'Block' }],
      ['second: Module', { module: 'Block' }],
    ],
    wires: ['first', 'second'].flatMap((name) => START.map(([input]) => `${input} → ${name}.${input}`)),
  }
  const grown = grow(pick, size / 2, (growth) => document(growth, { Block: block }), instances)
  return document(withOutputs(grown, { Block: block }), { Block: block })
}

type Pick = <T>(list: readonly T[]) => T

/** Adds nodes on what is there, each where it fits. */
function grow(
  pick: Pick,
  size: number,
  whole: (growth: Growth) => GraphDocument,
  start: Growth = { nodes: inputs(false), wires: [] },
): Growth {
  let growth = start
  let ports = portsOf(whole(growth))
  for (let tries = 0; tries < 60 * size && growth.nodes.length < start.nodes.length + size; tries++) {
    const definition = pick(usable)
    const name = `n${growth.nodes.length}`
    const given = pick(params.get(definition.type) ?? [{}])
    const parsed = definition.params.safeParse(given)
    if (!parsed.success) continue
    const handles = definition
      .inputs(parsed.data, { modules: {} })
      .filter(({ optional }) => optional !== true)
    const wires = handles.flatMap(({ name: handle, variadic }) =>
      (variadic ? [0, 1].map((i) => `${handle}.${i}`) : [handle]).map(
        (each) => `${pick(ports)} → ${name}.${each}`,
      ),
    )
    const next: Growth = {
      nodes: [...growth.nodes, [`${name}: ${definition.type}`, given]],
      wires: [...growth.wires, ...wires],
    }
    const found = portsOf(whole(next), name)
    if (found.length === 0) continue
    growth = next
    ports = [...ports, ...found]
  }
  return growth
}

function inputs(inside: boolean): TestNode[] {
  return START.map(([name, shape, dtype]) => [`${name}: Input`, inside ? {} : { shape, dtype }])
}

function document({ nodes, wires }: Growth, modules: Record<string, ModuleDefinition>): GraphDocument {
  return testDocument(nodes, wires, modules)
}

/** The outputs of a graph that are known and small enough; of one node, none where something is wrong with it. */
function portsOf(graph: GraphDocument, only?: string): string[] {
  const { main } = inferDocument(graph)
  const nodes = [...main.nodes.values()].filter(({ node }) => only === undefined || node.name === only)
  const wrong = nodes.some(({ findings }) => findings.some(({ severity }) => severity === 'error'))
  if (only !== undefined && wrong) return []
  return nodes.flatMap(({ node, outputs }) =>
    Object.entries(outputs)
      .filter(([, type]) => type !== null && isSmall(type))
      .map(([handle]) => `${node.name}.${handle}`),
  )
}

function isSmall({ shape }: TensorType): boolean {
  const count = shape.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 3), 1)
  // The batch stays one dimension of its own, in front.
  return count <= 20_000 && shape[0] === 'N' && shape.slice(1).every((dim) => typeof dim === 'number')
}

/** Every output that nobody takes, as an Output node. */
function withOutputs({ nodes, wires }: Growth, modules: Record<string, ModuleDefinition>): Growth {
  const taken = new Set(wires.map((wire) => wire.split(' → ')[0]))
  const names = new Set(START.map(([name]) => name))
  const free = portsOf(document({ nodes, wires }, modules)).filter(
    (port) => !taken.has(port) && !names.has(port.split('.')[0]!),
  )
  return {
    nodes: [...nodes, ...free.map((_, i) => [`out${i}: Output`] as const)],
    wires: [...wires, ...free.map((port, i) => `${port} → out${i}`)],
  }
}

/** The same as a definition, whose inputs take what the instances give. */
function asModule(growth: Growth): ModuleDefinition {
  const { nodes, wires } = withOutputs(growth, {})
  return testModule([...inputs(true), ...nodes.slice(START.length)], wires)
}
