/** Which connections are possible, which of them fit, and why not: by trying them on a copy. */
import { applyCommand } from '../../graph/commands/apply'
import { t } from '../../words/words'
import type { Command } from '../../graph/document/command'
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument, GraphEdge, GraphNode } from '../../graph/document/document'
import { inputHandles, outputHandles } from '../../graph/nodes/handles'
import { nodeDefinition } from '../../graph/nodes/index'
import { inferDocument } from '../../graph/infer/infer'
import { run } from '../../graph/infer/trial'
import { RuleError } from '../../graph/registry/rule-error'
import type { Finding } from '../../graph/document/finding'
import type { Inference, NodeInference } from '../../graph/infer/inference'
import { paletteEntries } from './entries'
import type { PaletteEntry } from './entries'

/** The document in hand, with what is known about it. */
export interface Scene {
  document: GraphDocument
  module: string
  inference: Inference
}

export interface Port {
  node: string
  handle: string
  kind: 'source' | 'target'
}

export interface Wire {
  source: string
  sourceHandle: string
  target: string
  targetHandle: string
}

/** `refused`: cannot be; `wrong`: can be drawn, but the types will not fit; `fits`. */
export type Verdict = { kind: 'fits' } | { kind: 'refused' | 'wrong'; reason: string; remedy?: string }

const FITS: Verdict = { kind: 'fits' }

/** The input of losses for labels. */
const TARGET = 'target'

/** What drawing this wire would lead to. */
export function judgeWire(scene: Scene, wire: Wire): Verdict {
  return judgeCommand(scene, { kind: 'connect', module: scene.module, ...wire })
}

/** The wire between two ports, whichever of them is the output; undefined for two ports of one kind. */
export function wireBetween(a: Port, b: Port): Wire | undefined {
  const [source, target] = a.kind === 'source' ? [a, b] : [b, a]
  if (source.kind !== 'source' || target.kind !== 'target') return undefined
  return {
    source: source.node,
    sourceHandle: source.handle,
    target: target.node,
    targetHandle: target.handle,
  }
}

/** Every wire that the port can still have, those that fit first. */
export function possibleWires(scene: Scene, port: Port): { wire: Wire; verdict: Verdict }[] {
  const definition = definitionOf(scene.document, scene.module)
  const ports = (definition?.nodes ?? []).flatMap((node) => portsOf(scene, node))
  const tried = ports.flatMap((other) => {
    const wire = other.node === port.node ? undefined : wireBetween(port, other)
    return wire === undefined ? [] : [{ wire, verdict: judgeWire(scene, wire) }]
  })
  const possible = tried.filter(({ verdict }) => verdict.kind !== 'refused')
  return [
    ...possible.filter(({ verdict }) => verdict.kind === 'fits'),
    ...possible.filter(({ verdict }) => verdict.kind === 'wrong'),
  ]
}

/** The commands that add a node wired to the port, where it fits; undefined where it has no port for that. - `onlyIfFits`: nor one that fits */
export function addWired(
  scene: Scene,
  entry: PaletteEntry,
  port: Port,
  place: Pick<GraphNode, 'position' | 'id'>,
  onlyIfFits = false,
): Command | undefined {
  const wired = wiredBest(scene, entry, port, place)
  return onlyIfFits && wired?.verdict.kind !== 'fits' ? undefined : wired?.command
}

interface WiredEntry {
  command: Command
  /** The port of the new node. */
  handle: string
  verdict: Verdict
}

/** At the first of its ports that fits, else at the first; of labels, at that for them before others. */
function wiredBest(
  scene: Scene,
  entry: PaletteEntry,
  port: Port,
  { position, id }: Pick<GraphNode, 'position' | 'id'>,
): WiredEntry | undefined {
  const { type, params } = entry
  const add: Command = { kind: 'add-node', module: scene.module, type, params, position, id }
  const added = applyCommand(scene.document, add)
  if (added.kind === 'refused') return undefined
  const node = definitionOf(added.document, scene.module)?.nodes.find((candidate) => candidate.id === id)
  if (node === undefined) return undefined
  let first: WiredEntry | undefined
  const ports = portsOf({ ...scene, document: added.document }, node)
  const others = isLabels(scene, port) ? targetsFirst(ports) : ports
  for (const other of others) {
    const wire = wireBetween(port, other)
    if (wire === undefined) continue
    const connect: Command = { kind: 'connect', module: scene.module, ...wire }
    const label = t('edits.add', { what: entry.label })
    const command: Command = { kind: 'batch', label, commands: [add, connect] }
    const judged = judgeCommand(scene, command)
    const takes = judged.kind !== 'fits' || takesThere(scene, node, port, other.handle)
    const verdict: Verdict = takes ? judged : { kind: 'wrong', reason: '' }
    const found = { command, handle: other.handle, verdict }
    if (verdict.kind === 'fits') return found
    first ??= found
  }
  return first
}

/** Whether the rules of a node have nothing against what comes to one of its inputs, whatever comes to its others. */
function takesThere(scene: Scene, node: GraphNode, port: Port, handle: string): boolean {
  const definition = nodeDefinition(node.type)
  const source = scene.inference.modules.get(scene.module)?.nodes.get(port.node)
  const type = source?.outputs[port.handle]
  if (port.kind === 'target' || type == null || definition?.instanceOf !== undefined) return true
  if (definition === undefined) return true
  const context = { modules: scene.document.modules }
  const others = definition.inputs(node.params, context).filter(({ optional }) => optional !== true)
  const inputs = { [handle]: type, ...Object.fromEntries(others.map(({ name }) => [name, type])) }
  try {
    run({ definition, params: node.params, inputs, context })
    return true
  } catch (error) {
    if (error instanceof RuleError) return error.details.handle !== handle
    throw error
  }
}

export interface Suggestion {
  entry: PaletteEntry
  fits: boolean
}

/** What can be wired to the port (everything without one), what fits first; of what labels fit, what judges by them. */
export function suggestEntries(scene: Scene, port: Port | null): Suggestion[] {
  const entries = paletteEntries(Object.keys(scene.document.modules), scene.module)
  if (port === null) return entries.map((entry) => ({ entry, fits: true }))
  const labels = isLabels(scene, port)
  const suggestions = entries.flatMap((entry) => {
    const wired = wiredBest(scene, entry, port, { position: { x: 0, y: 0 }, id: 'suggested' })
    if (wired === undefined || wired.verdict.kind === 'refused') return []
    const fits = wired.verdict.kind === 'fits'
    const judges = labels && wired.handle === TARGET
    const rank = (fits ? 0 : 3) + (!judges ? 2 : entry.definition.role === 'loss' ? 0 : 1)
    return [{ entry, fits, rank }]
  })
  return suggestions.toSorted((a, b) => a.rank - b.rank).map(({ entry, fits }) => ({ entry, fits }))
}

/** Whether it is what data says is right. */
function isLabels({ inference, module }: Scene, { node, handle }: Port): boolean {
  return handle === 'y' && inference.modules.get(module)?.nodes.get(node)?.definition?.role === 'data'
}

function targetsFirst(ports: readonly Port[]): Port[] {
  return ports.toSorted((a, b) => Number(b.handle === TARGET) - Number(a.handle === TARGET))
}

/** The free output (else the first) of a node, to go on from. */
export function nextPort(scene: Scene, nodeId: string): Port | null {
  const definition = definitionOf(scene.document, scene.module)
  const node = definition?.nodes.find((candidate) => candidate.id === nodeId)
  if (definition === undefined || node === undefined) return null
  const outputs = portsOf(scene, node).filter((port) => port.kind === 'source')
  const used = new Set(
    definition.edges.filter((edge) => edge.source === nodeId).map((edge) => edge.sourceHandle),
  )
  return outputs.find((port) => !used.has(port.handle)) ?? outputs[0] ?? null
}

export function portsOf(scene: Pick<Scene, 'document' | 'module'>, node: GraphNode): Port[] {
  const context = { modules: scene.document.modules }
  const edges = definitionOf(scene.document, scene.module)?.edges ?? []
  const wired = edges.filter((edge) => edge.target === node.id).map((edge) => edge.targetHandle)
  return [
    ...inputHandles(node, context, wired).map((handle) => ({
      node: node.id,
      handle: handle.name,
      kind: 'target' as const,
    })),
    ...outputHandles(node, context, wiredFrom(edges, node.id)).map((handle) => ({
      node: node.id,
      handle: handle.name,
      kind: 'source' as const,
    })),
  ]
}

function wiredFrom(edges: readonly GraphEdge[], node: string): string[] {
  return edges.filter((edge) => edge.source === node).map((edge) => edge.sourceHandle)
}

/**
 * What a command leads to. Inputs that are still to be wired are no reason against it; an error that was not there before
 * is, wherever it comes up.
 */
export function judgeCommand(scene: Scene, command: Command): Verdict {
  const result = applyCommand(scene.document, command)
  if (result.kind === 'refused') return { kind: 'refused', reason: result.reason, remedy: result.remedy }
  const after = inferDocument(result.document, scene.inference).modules.get(scene.module)
  const before = scene.inference.modules.get(scene.module)
  for (const [id, inference] of after?.nodes ?? []) {
    const earlier = before?.nodes.get(id)
    if (earlier === inference) continue
    const finding = newError(inference, earlier)
    if (finding === undefined) continue
    const reason = finding.node === undefined ? finding.message : `${inference.node.name}: ${finding.message}`
    return { kind: 'wrong', reason, remedy: finding.remedy }
  }
  return FITS
}

function newError(inference: NodeInference, earlier: NodeInference | undefined): Finding | undefined {
  const known = new Set(earlier?.findings.map((finding) => finding.message))
  const wired = new Set(inference.memo.wires.map((wire) => wire.targetHandle))
  return inference.findings.find(
    (finding) =>
      finding.severity === 'error' &&
      !known.has(finding.message) &&
      (finding.handle === undefined || wired.has(finding.handle)),
  )
}
