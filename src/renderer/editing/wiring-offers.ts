/** What a node whose inputs are not wired could be wired to: the nearest output that fits. */
import type { Fix, Finding } from '../../graph/document/finding'
import { definitionOf } from '../../graph/document/document'
import type { GraphNode, ModuleDefinition } from '../../graph/document/document'
import { groupBy } from '../../graph/basics/group-by'
import { outputHandles } from '../../graph/nodes/handles'
import { nodeDefinition } from '../../graph/nodes/index'
import { t } from '../texts/index'
import { judgeWire, portsOf, wireBetween } from './connections'
import type { Port, Scene } from './connections'

/** Findings that a wire would mend. */
const OPEN = new Set(['node.open_input', 'node.loose'])
/** So many outputs are tried for an input, the most likely first. */
const TRIED = 12

/** A wire for each open input that the finding is about; none where no output fits. */
export function wiringOffers(scene: Scene, { code, module, node: id, handle }: Finding): Fix[] {
  const definition = definitionOf(scene.document, scene.module)
  const node = definition?.nodes.find((each) => each.id === id)
  if (!OPEN.has(code) || module !== scene.module || definition === undefined || node === undefined) return []
  const wired = new Set(
    definition.edges.filter(({ target }) => target === id).map((edge) => edge.targetHandle),
  )
  const open = portsOf(scene, node).filter(
    (port) => port.kind === 'target' && !wired.has(port.handle) && (handle ?? port.handle) === port.handle,
  )
  return open.flatMap((port) => {
    const source = likely(scene, definition, node, port).slice(0, TRIED).find((each) => fits(scene, each, port)) // prettier-ignore
    const wire = source && wireBetween(source.port, port)
    if (source === undefined || wire === undefined) return []
    const label = t('problems.wire', { from: source.name, input: port.handle })
    return [{ label, command: { kind: 'connect', module: scene.module, ...wire } }]
  })
}

interface Source {
  port: Port
  /** `conv1`, or `data.y` where there are several. */
  name: string
  node: GraphNode
  isData: boolean
  /** Whether a wire takes it already. */
  isTaken: boolean
}

/** Outputs of other nodes: what nobody takes before what is taken, and the nearest first; what a loss compares with comes from the data. */
function likely(scene: Scene, definition: ModuleDefinition, node: GraphNode, { handle }: Port): Source[] {
  const compares = nodeDefinition(node.type)?.role === 'loss' && handle !== 'input'
  const rank = ({ node: other, port, isData, isTaken }: Source): number => {
    const apart = Math.hypot(other.position.x - node.position.x, other.position.y - node.position.y)
    const behind = other.position.x > node.position.x ? 1e4 : 0
    // The targets before the samples.
    if (compares && isData) return port.handle === 'y' ? -2 : -1
    return apart + behind + (isTaken ? 1e5 : 0)
  }
  return outputsOf(scene, definition)
    .filter((source) => source.node.id !== node.id)
    .map((source) => ({ source, rank: rank(source) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ source }) => source)
}

/** Every problem of a graph looks at the same. */
const outputs = new WeakMap<ModuleDefinition, { inference: Scene['inference']; all: Source[] }>()

function outputsOf(scene: Scene, definition: ModuleDefinition): Source[] {
  const known = outputs.get(definition)
  if (known?.inference === scene.inference) return known.all
  const taken = new Set(definition.edges.map(({ source, sourceHandle }) => `${source} ${sourceHandle}`))
  const leaving = groupBy(definition.edges, ({ source }) => source)
  const context = { modules: scene.document.modules }
  const all = definition.nodes.flatMap((node) => {
    const wired = (leaving.get(node.id) ?? []).map(({ sourceHandle }) => sourceHandle)
    const handles = outputHandles(node, context, wired)
    return handles.map(({ name: handle }) => ({
      port: { node: node.id, handle, kind: 'source' as const },
      name: handles.length > 1 ? `${node.name}.${handle}` : node.name,
      node,
      isData: nodeDefinition(node.type)?.role === 'data',
      isTaken: taken.has(`${node.id} ${handle}`),
    }))
  })
  outputs.set(definition, { inference: scene.inference, all })
  return all
}

function fits(scene: Scene, { port }: Source, input: Port): boolean {
  const wire = wireBetween(port, input)
  return wire !== undefined && judgeWire(scene, wire).kind === 'fits'
}
