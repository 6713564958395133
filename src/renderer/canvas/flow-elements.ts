/** React Flow's nodes and wires of a definition; what has not changed keeps its identity, so that React skips it. */
import type { Edge, Node } from '@xyflow/react'
import { dequal } from 'dequal'
import type { GraphEdge, GraphNode, Position } from '../../graph/document/document'
import type { ModuleInference, NodeInference } from '../../graph/infer/inference'
import type { Handle } from '../../graph/registry/definition'
import { allMarks, saidMarks } from '../hooks/marks'
import type { HookMark, ModuleMarks, NodeMarks } from '../hooks/marks'
import { t } from '../texts/index'
import type { NodeSizes } from '../editing/node-metrics'
import { DetourKeeper } from './detour-keeper'
import { marksAside } from './marks-aside'
import { nodeHandles } from '../../graph/drawing/node-face'
import { typeText } from '../../graph/drawing/node-text'
import type { Detour } from '../../graph/drawing/wire-line'

export interface LayerData extends Record<string, unknown> {
  node: GraphNode
  inference: NodeInference | undefined
  inputs: readonly Handle[]
  outputs: readonly Handle[]
  /** Where hooks act on it; undefined where none does. */
  hooks: NodeMarks | undefined
}
export type LayerFlowNode = Node<LayerData, 'layer'>

export interface WireData extends Record<string, unknown> {
  /** Its shape; empty where that is not known. */
  label: string
  wrong: boolean
  /** Marked as worth a look. */
  marked: boolean
  /** Hooks at its end. */
  hooks: readonly HookMark[]
  /** Its way around nodes, if it needs one. */
  detour: Detour | null
  /** How far back from its end its marks stand, clear of another wire. */
  aside: number
}
export type WireFlowEdge = Edge<WireData, 'wire'>

/** What only the canvas knows of its nodes. */
export interface NodeStates {
  measured: ReadonlyMap<string, { width: number; height: number }>
  /** Where nodes are while they are dragged. */
  dragged: ReadonlyMap<string, Position>
}

const NO_HOOKS: readonly HookMark[] = []

/** Makes the elements and remembers them by id. */
export class FlowElements {
  private nodes = new Map<string, LayerFlowNode>()
  private edges = new Map<string, WireFlowEdge>()
  private readonly detours: DetourKeeper
  private readonly handles = new WeakMap<NodeInference, Pick<LayerData, 'inputs' | 'outputs'>>()

  constructor(sizes: NodeSizes) {
    this.detours = new DetourKeeper(sizes)
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
      const position = states.dragged.get(node.id) ?? node.position
      const measured = states.measured.get(node.id)
      const isSelected = selected.has(node.id)
      const hooks = marks.nodes.get(node.id)
      const same =
        known !== undefined &&
        known.data.node === node &&
        known.data.inference === inference &&
        dequal(known.data.hooks, hooks) &&
        known.position === position &&
        known.measured === measured &&
        known.selected === isSelected
      next.set(
        node.id,
        same
          ? known
          : this.make(module, node, { known, hooks }, { position, measured, selected: isSelected }),
      )
    }
    this.nodes = next
    return [...next.values()]
  }

  /** `nodes`: what `nodesOf` gave for the same module. */
  edgesOf(
    module: ModuleInference,
    selected: ReadonlySet<string>,
    nodes: readonly LayerFlowNode[],
    { dragged, marks }: { dragged: NodeStates['dragged']; marks: ModuleMarks },
  ): WireFlowEdge[] {
    const detours = this.detours.of(module.definition.edges, nodes, dragged)
    const aside = marksAside(module.definition.edges, nodes, detours)
    const next = new Map<string, WireFlowEdge>()
    const wrong = new Set<string>()
    for (const { node, findings, memo } of module.nodes.values()) {
      for (const finding of findings) {
        if (finding.severity !== 'error') continue
        if (finding.edge !== undefined) wrong.add(finding.edge)
        const wire = memo.wires.find(
          (each) => each.target === node.id && each.targetHandle === finding.handle,
        )
        if (wire !== undefined) wrong.add(wire.id)
      }
    }
    const marked = new Set(module.definition.probes?.map(({ edge }) => edge))
    for (const edge of module.definition.edges) {
      const type = module.edges.get(edge.id)
      const label = type === undefined || type === null ? '' : typeText(type)
      const ends = [edge.source, edge.target].map((id) => module.nodes.get(id)?.node.name ?? id)
      const hooks = marks.edges.get(edge.id) ?? NO_HOOKS
      const ariaLabel = `${ends.join(' → ')}${label === '' ? '' : `, ${label}`}${saidMarks(hooks)}`
      const data = {
        label,
        wrong: wrong.has(edge.id),
        marked: marked.has(edge.id),
        hooks,
        detour: detours.get(edge.id) ?? null,
        aside: aside.get(edge.id) ?? 0,
      }
      next.set(edge.id, this.edge(edge, ariaLabel, data, selected.has(edge.id)))
    }
    this.edges = next
    return [...next.values()]
  }

  private make(
    module: ModuleInference,
    node: GraphNode,
    { known, hooks }: { known: LayerFlowNode | undefined; hooks: NodeMarks | undefined },
    state: Pick<LayerFlowNode, 'position' | 'measured' | 'selected'>,
  ): LayerFlowNode {
    const inference = module.nodes.get(node.id)
    const data =
      known !== undefined &&
      known.data.node === node &&
      known.data.inference === inference &&
      dequal(known.data.hooks, hooks)
        ? known.data
        : { node, inference, hooks, ...this.handlesOf(node, inference) }
    return {
      id: node.id,
      type: 'layer',
      data,
      ariaLabel: `${node.name}, ${node.type}${hooks === undefined ? '' : saidMarks(allMarks(hooks), hooks.inside)}`,
      domAttributes: { 'aria-roledescription': t('canvas.node') },
      ...state,
    }
  }

  private handlesOf(
    node: GraphNode,
    inference: NodeInference | undefined,
  ): Pick<LayerData, 'inputs' | 'outputs'> {
    if (inference === undefined) return { inputs: [], outputs: [] }
    const known = this.handles.get(inference)
    if (known !== undefined) return known
    const handles = nodeHandles(node, inference)
    this.handles.set(inference, handles)
    return handles
  }

  private edge(edge: GraphEdge, ariaLabel: string, given: WireData, selected: boolean): WireFlowEdge {
    const known = this.edges.get(edge.id)
    const data = known?.data !== undefined && sameData(known.data, given) ? known.data : given
    if (
      known !== undefined &&
      known.source === edge.source &&
      known.target === edge.target &&
      known.sourceHandle === edge.sourceHandle &&
      known.targetHandle === edge.targetHandle &&
      known.ariaLabel === ariaLabel &&
      known.data === data &&
      known.selected === selected
    )
      return known
    const { id, source, sourceHandle, target, targetHandle } = edge
    const domAttributes = { 'aria-roledescription': t('canvas.wire') }
    return {
      id,
      type: 'wire',
      source,
      sourceHandle,
      target,
      targetHandle,
      selected,
      ariaLabel,
      domAttributes,
      data,
    }
  }
}

function sameData(a: WireData, b: WireData): boolean {
  return (
    a.label === b.label &&
    a.wrong === b.wrong &&
    a.marked === b.marked &&
    a.aside === b.aside &&
    dequal(a.hooks, b.hooks) &&
    sameDetour(a.detour, b.detour)
  )
}

function sameDetour(a: Detour | null, b: Detour | null): boolean {
  return a?.out === b?.out && a?.level === b?.level && a?.back === b?.back
}
