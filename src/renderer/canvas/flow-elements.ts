/**
 * React Flow's nodes and wires of a definition; what has not changed keeps its identity, so that React skips it. Shapes, which one edit may
 * change everywhere, are no part of them: nodes and wires read them by themselves.
 */
import type { Edge, Node } from '@xyflow/react'
import { dequal } from 'dequal'
import type { GraphEdge, GraphNode, ModuleDefinition, Position } from '../../graph/document/document'
import type { ModuleInference, NodeInference } from '../../graph/infer/inference'
import type { Handle } from '../../graph/registry/definition'
import { allMarks, saidMarks } from '../hooks/marks'
import type { HookMark, ModuleMarks, NodeMarks } from '../hooks/marks'
import { t } from '../texts/index'
import type { NodeSizes } from '../editing/node-metrics'
import { LabelSpotKeeper, type Placing, type TextData } from './label-spot-keeper'
import { DetourKeeper } from './detour-keeper'
import { marksAside } from './marks-aside'
import { KeptElements } from './kept-elements'
import { NetMap } from './net-map'
import { faceSize, nodeFace, nodeHandles } from '../../graph/drawing/node-face'
import { wireText } from '../overlay/wire-label'
import { type NodeLook, lookOf } from './node-look'
import type { Point } from '../../graph/drawing/geometry'
import type { Detour } from '../../graph/drawing/wire-line'

interface LayerData extends Record<string, unknown> {
  node: GraphNode
  look: NodeLook
  inputs: readonly Handle[]
  outputs: readonly Handle[]
  /** Where hooks act on it; undefined where none does. */
  hooks: NodeMarks | undefined
}
export type LayerFlowNode = Node<LayerData, 'layer'>

export interface WireData extends Record<string, unknown> {
  /** The names of its ends. */
  name: string
  wrong: boolean
  /** Marked as worth a look. */
  marked: boolean
  /** Hooks at its end. */
  hooks: readonly HookMark[]
  /** Its way around nodes, if it needs one. */
  detour: Detour | null
  /** How far back from its end its marks stand, clear of another wire. */
  aside: number
  /** Where its text begins, if another wire runs through its usual place. */
  spot: Point | null
}
export type WireFlowEdge = Edge<WireData, 'wire'>

/** What only the canvas knows of its nodes. */
export interface NodeStates {
  measured: ReadonlyMap<string, { width: number; height: number }>
  /** Where nodes are while they are dragged. */
  dragged: ReadonlyMap<string, Position>
}

type Handles = Pick<LayerData, 'inputs' | 'outputs'>

interface KnownHandles {
  inference: NodeInference
  wires: readonly GraphEdge[]
  instance: ModuleDefinition | undefined
  /** How many outputs there are depends on what comes in. */
  isOpen: boolean
  handles: Handles
}

/** How wires run around nodes, and where their marks stand. */
interface WireWays {
  detours: ReadonlyMap<string, Detour>
  aside: ReadonlyMap<string, number>
}

const NO_HOOKS: readonly HookMark[] = []
const NO_HANDLES: Handles = { inputs: [], outputs: [] }

/** Makes the elements and remembers them by id. */
export class FlowElements {
  private readonly nodes = new KeptElements<LayerFlowNode>()
  private readonly edges = new KeptElements<WireFlowEdge>()
  private readonly looks = new WeakMap<NodeInference, NodeLook>()
  private readonly detours: DetourKeeper
  private readonly spots: LabelSpotKeeper
  private readonly handles = new WeakMap<GraphNode, KnownHandles>()
  private readonly said = new Map<string, { 'aria-roledescription': string }>()
  private readonly sizes: NodeSizes
  private map: { detours: WireWays['detours']; map: NetMap } | null = null
  private ways: WireWays = { detours: new Map(), aside: new Map() }

  constructor(sizes: NodeSizes) {
    this.sizes = sizes
    this.detours = new DetourKeeper(sizes)
    this.spots = new LabelSpotKeeper(sizes)
  }

  nodesOf(
    module: ModuleInference,
    selected: ReadonlySet<string>,
    states: NodeStates,
    marks: ModuleMarks,
  ): LayerFlowNode[] {
    const next = new Map<string, LayerFlowNode>()
    for (const index of module.order.sequence) {
      const node = module.definition.nodes[index]
      if (node === undefined || next.has(node.id)) continue
      const known = this.nodes.get(node.id)
      const inference = module.nodes.get(node.id)
      const data = this.dataOf(node, inference, marks.nodes.get(node.id), known?.data)
      const position = states.dragged.get(node.id) ?? node.position
      const measured = states.measured.get(node.id)
      const isSelected = selected.has(node.id)
      const same =
        known?.data === data &&
        known.position === position &&
        known.measured === measured &&
        known.selected === isSelected
      next.set(node.id, same ? known : this.make(data, { position, measured, selected: isSelected }))
    }
    return this.nodes.take(next)
  }

  /** `nodes`: what `nodesOf` gave for the same module. */
  waysOf(module: ModuleInference, nodes: readonly LayerFlowNode[], dragged: NodeStates['dragged']): WireWays {
    const detours = this.detours.of(module.definition.edges, nodes, dragged)
    if (detours !== this.ways.detours || dragged.size > 0)
      this.ways = { detours, aside: marksAside(module.definition.edges, nodes, detours) }
    return this.ways
  }

  /** Where all of them lie; the same while nothing moves. */
  mapOf(module: ModuleInference, nodes: readonly LayerFlowNode[], { detours }: WireWays): NetMap {
    if (this.map?.detours === detours) return this.map.map
    const byId = new Map(module.definition.nodes.map((node) => [node.id, node]))
    const sizeOf = (id: string) => {
      const node = byId.get(id)
      return this.sizes.measured(id) ?? (node ? faceSize(nodeFace(node, module)) : this.sizes.of(id))
    }
    const map = new NetMap(nodes, module.definition.edges, { detours, sizeOf })
    this.map = { detours, map }
    return map
  }

  /**
   * - `only`: ids of those that are wanted; all where it is left out
   * - `placing`: for texts to look for clear places; they stand in their usual ones where it is left out
   */
  edgesOf(
    module: ModuleInference,
    selected: ReadonlySet<string>,
    { detours, aside }: WireWays,
    { marks, only, placing }: { marks: ModuleMarks; only?: ReadonlySet<string>; placing?: Placing },
  ): WireFlowEdge[] {
    const given = new Map<string, WireData>()
    const wrong = wrongWires(module)
    const marked = new Set(module.definition.probes?.map(({ edge }) => edge))
    for (const edge of module.definition.edges) {
      if (only?.has(edge.id) === false) continue
      const ends = [edge.source, edge.target].map((id) => module.nodes.get(id)?.node.name ?? id)
      given.set(edge.id, {
        name: ends.join(' → '),
        wrong: wrong.has(edge.id),
        marked: marked.has(edge.id),
        hooks: marks.edges.get(edge.id) ?? NO_HOOKS,
        detour: detours.get(edge.id) ?? null,
        aside: aside.get(edge.id) ?? 0,
        spot: null,
      })
    }
    const texts = () =>
      new Map<string, TextData>(
        [...given].map(([id, data]) => [id, { ...data, label: wireText(module, id) }]),
      )
    const spots = placing && this.spots.of(module.definition.edges, texts(), detours, placing)
    const next = new Map<string, WireFlowEdge>()
    for (const edge of module.definition.edges) {
      const of = given.get(edge.id)
      if (of === undefined) continue
      const data = { ...of, spot: spots?.get(edge.id) ?? null }
      next.set(edge.id, this.edge(edge, data, selected.has(edge.id)))
    }
    return this.edges.take(next)
  }

  private dataOf(
    node: GraphNode,
    inference: NodeInference | undefined,
    hooks: NodeMarks | undefined,
    known: LayerData | undefined,
  ): LayerData {
    const look = (inference && this.looks.get(inference)) ?? lookOf(node, inference, known?.look)
    if (inference !== undefined) this.looks.set(inference, look)
    const { inputs, outputs } = this.handlesOf(node, inference)
    const same =
      known?.node === node &&
      known.look === look &&
      known.inputs === inputs &&
      known.outputs === outputs &&
      dequal(known.hooks, hooks)
    return same ? known : { node, look, hooks, inputs, outputs }
  }

  private make(
    data: LayerData,
    state: Pick<LayerFlowNode, 'position' | 'measured' | 'selected'>,
  ): LayerFlowNode {
    const { node, hooks } = data
    return {
      id: node.id,
      type: 'layer',
      data,
      ariaLabel: `${node.name}, ${node.type}${hooks === undefined ? '' : saidMarks(allMarks(hooks), hooks.inside)}`,
      domAttributes: this.saidOf('canvas.node'),
      ...state,
    }
  }

  /** What it is called; looked up once, as there may be thousands. */
  private saidOf(key: 'canvas.node' | 'canvas.wire'): { 'aria-roledescription': string } {
    const known = this.said.get(key) ?? { 'aria-roledescription': t(key) }
    this.said.set(key, known)
    return known
  }

  /** Kept while the node and its wires are the same: a shape that has changed makes no other handles, but those of a Split. */
  private handlesOf(node: GraphNode, inference: NodeInference | undefined): Handles {
    if (inference === undefined) return NO_HANDLES
    const { wires } = inference.memo
    const known = this.handles.get(node)
    const isSame =
      known !== undefined &&
      known.instance === inference.instance?.definition &&
      (known.inference === inference || (!known.isOpen && sameItems(known.wires, wires)))
    if (isSame) return known.handles
    const handles = nodeHandles(node, inference)
    const isOpen =
      inference.definition?.outputs(node.params, { modules: {} }).some(({ variadic }) => variadic) === true
    const instance = inference.instance?.definition
    this.handles.set(node, { inference, wires, instance, isOpen, handles })
    return handles
  }

  private edge(edge: GraphEdge, given: WireData, selected: boolean): WireFlowEdge {
    const known = this.edges.get(edge.id)
    const data = known?.data !== undefined && sameData(known.data, given) ? known.data : given
    if (
      known !== undefined &&
      known.source === edge.source &&
      known.target === edge.target &&
      known.sourceHandle === edge.sourceHandle &&
      known.targetHandle === edge.targetHandle &&
      known.data === data &&
      known.selected === selected
    )
      return known
    const { id, source, sourceHandle, target, targetHandle } = edge
    return {
      id,
      type: 'wire',
      source,
      sourceHandle,
      target,
      targetHandle,
      selected,
      ariaLabel: `${data.name}${saidMarks(data.hooks)}`,
      domAttributes: this.saidOf('canvas.wire'),
      data,
    }
  }
}

/** Ids of the wires that something is wrong with. */
export function wrongWires(module: ModuleInference): Set<string> {
  const wrong = new Set<string>()
  for (const { node, findings, memo } of module.nodes.values()) {
    for (const finding of findings) {
      if (finding.severity !== 'error') continue
      if (finding.edge !== undefined) wrong.add(finding.edge)
      const wire = memo.wires.find((each) => each.target === node.id && each.targetHandle === finding.handle)
      if (wire !== undefined) wrong.add(wire.id)
    }
  }
  return wrong
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((each, at) => each === b[at]))
}

function sameData(a: WireData, b: WireData): boolean {
  return (
    a.name === b.name &&
    a.wrong === b.wrong &&
    a.marked === b.marked &&
    a.aside === b.aside &&
    a.spot?.x === b.spot?.x &&
    a.spot?.y === b.spot?.y &&
    dequal(a.hooks, b.hooks) &&
    sameDetour(a.detour, b.detour)
  )
}

function sameDetour(a: Detour | null, b: Detour | null): boolean {
  return a?.out === b?.out && a?.level === b?.level && a?.back === b?.back
}
