/** Random graphs as somebody would train them: losses and metrics everywhere, hooks, shared weights, and names that get in the way. */
import { dequal } from 'dequal'
import type { GraphDocument, GraphNode, Hook, ModuleDefinition, Params } from '../../graph/document/document'
import { documentSchema } from '../../graph/document/document'
import type { TensorType } from '../../graph/types/dims'
import { inferDocument } from '../../graph/infer/infer'
import { nodeDefinition } from '../../graph/nodes/index'
import { Generator } from '../index'
import { randomGraph } from './random-graphs.fixture'

type Pick = <T>(list: readonly T[]) => T

/** What a `forward` itself uses, what the importer names nodes by, and what Python has. */
const NAMES = ['x', 'out', 'sum', 'mean', 'loss', 'print', 'relu', 'torch', 'nn', 'zip', 'metrics', 'seen']

/** Losses and metrics that take any two tensors of one shape. */
export const COMPARING = ['MSELoss', 'L1Loss', 'SmoothL1Loss', 'HuberLoss', 'HingeEmbeddingLoss']
export const MEASURING = ['MAE', 'R2Score']

/** The same for the same seed; odd ones call one block twice, even ones have two. */
export function randomTraining(seed: number, size: number): GraphDocument {
  const random = new Generator(seed + 1000)
  const pick: Pick = (list) => list[Math.floor(random.uniform() * list.length)]!
  const bare = renamed(randomGraph(seed, size), pick)
  const block = compared(bare, 'Block', pick)
  const handed = block.nodes.filter(({ id }) => id.startsWith('handed')).map(({ name }) => name)
  const whole = { ...bare, modules: { ...bare.modules, Block: block } }
  const net = handedOn(compared(whole, 'Net', pick), handed, pick)
  const nodes = net.nodes.map((node) =>
    seed % 2 === 1 && node.name === 'second' ? { ...node, shared_with: 'first' } : node,
  )
  return documentSchema.parse({
    ...whole,
    modules: {
      Net: hooked({ ...net, nodes }, whole, 'Net', pick),
      Block: hooked(block, whole, 'Block', pick),
    },
  })
}

/** Some inner nodes under names that others would like to have. Ids stay, and with them the wires. */
function renamed(document: GraphDocument, pick: Pick): GraphDocument {
  const modules = Object.entries(document.modules).map(([key, definition]): [string, ModuleDefinition] => {
    const taken = new Set(definition.nodes.map(({ name }) => name))
    const nodes = definition.nodes.map((node) => {
      const wanted = pick(NAMES)
      if (/^(Input|Output|Module)$/.test(node.type) || taken.has(wanted)) return node
      taken.add(wanted)
      return { ...node, name: wanted }
    })
    return [key, { ...definition, nodes }]
  })
  return { ...document, modules: Object.fromEntries(modules) }
}

/** An output of a node, as a wire names it. */
interface Port {
  source: string
  sourceHandle: string
}

interface TypedPort extends Port {
  type: TensorType
}

function portsOf(document: GraphDocument, module: string): TypedPort[] {
  const inference = inferDocument(document).modules.get(module)
  return [...(inference?.nodes.values() ?? [])].flatMap(({ node, outputs }) =>
    Object.entries(outputs).flatMap(([sourceHandle, type]) =>
      type?.dtype === 'float32' && type.shape[0] === 'N' && nodeDefinition(node.type)?.role !== 'loss'
        ? [{ source: node.id, sourceHandle, type }]
        : [],
    ),
  )
}

/** Adds losses and metrics between values of one shape; of some losses the value is a result too. */
function compared(document: GraphDocument, module: string, pick: Pick): ModuleDefinition {
  const definition = document.modules[module]!
  const ports = portsOf(document, module)
  const sketch = { nodes: [...definition.nodes], edges: [...definition.edges] }
  const add = (id: string, type: string, inputs: Record<string, Port>, params: Params = {}): void => {
    sketch.nodes.push(nodeOf(id, type, params))
    for (const [targetHandle, port] of Object.entries(inputs))
      sketch.edges.push({ id: `e_${id}_${targetHandle}`, ...port, target: id, targetHandle })
  }
  for (let index = 0; index < 4; index++) {
    const first = pick(ports)
    const second = pick(ports.filter(({ type }) => sameSizes(type, first.type)))
    const [input, target] = [wireOf(first), wireOf(second)]
    const measures = index > 1
    const id = `${measures ? 'metric' : 'loss'}${index}`
    const params = measures || pick([true, false]) ? {} : { reduction: 'sum' }
    add(id, pick(measures ? MEASURING : COMPARING), { input, target }, params)
    if (!measures && pick([true, false]))
      add(`handed${index}`, 'Output', { input: { source: id, sourceHandle: 'output' } })
  }
  return { ...definition, ...sketch }
}

function wireOf({ source, sourceHandle }: TypedPort): Port {
  return { source, sourceHandle }
}

function sameSizes(a: TensorType, b: TensorType): boolean {
  return dequal(a.shape, b.shape)
}

function nodeOf(id: string, type: string, params: Params): GraphNode {
  return { id, type, name: id, params, position: { x: 0, y: 0 } }
}

/** What the blocks hand up is a result here, or computed with, or nobody takes it. */
function handedOn(definition: ModuleDefinition, handed: readonly string[], pick: Pick): ModuleDefinition {
  const nodes = [...definition.nodes]
  const edges = [...definition.edges]
  for (const handle of handed) {
    const way = pick(['result', 'sum', 'nothing'])
    if (way === 'nothing') continue
    const result = nodeOf(`${way}_of_${handle}`, way === 'sum' ? 'Add' : 'Output', {})
    nodes.push(result)
    const wire = (source: string, targetHandle: string): void =>
      void edges.push({
        id: `e_${result.id}_${targetHandle}`,
        source,
        sourceHandle: handle,
        target: result.id,
        targetHandle,
      })
    wire('first', 'input')
    if (way === 'result') continue
    wire('second', 'other')
    const end = nodeOf(`end_of_${handle}`, 'Output', {})
    nodes.push(end)
    edges.push({
      id: `e_${end.id}`,
      source: result.id,
      sourceHandle: 'output',
      target: end.id,
      targetHandle: 'input',
    })
  }
  return { ...definition, nodes, edges }
}

/** A hook of each kind on wires of numbers. */
function hooked(
  definition: ModuleDefinition,
  document: GraphDocument,
  module: string,
  pick: Pick,
): ModuleDefinition {
  const floats = new Set(
    portsOf(document, module).map(({ source, sourceHandle }) => `${source} ${sourceHandle}`),
  )
  const edges = definition.edges.filter(({ source, sourceHandle }) => floats.has(`${source} ${sourceHandle}`))
  const hooks = (['scale', 'zero', 'clip_norm'] as const).map((type, index): Hook => ({
    id: `h${index}`,
    edge: pick(edges).id,
    pass: pick(['forward', 'backward'] as const),
    type,
    params: type === 'scale' ? { factor: 0.5 } : {},
  }))
  return { ...definition, hooks }
}
