/** Reads the real tensors of one step that made a number, and takes it apart. */
import type { ProbeTarget, TensorResult } from '../../engine/protocol'
import type { ModuleDefinition, GraphNode } from '../../graph/document/document'
import type { FlowDirection } from '../../graph/frames/frame'
import type { ModuleInference, NodeInference } from '../../graph/infer/inference'
import { explainerFor } from '../explain/explainers'
import type { Explanation, Operation, Values } from '../explain/explanation'
import { offsetOf, sum } from '../explain/places'
import type { DocumentSession } from '../session/document-session'

/** Where a number lies: a tensor, and its index there. */
export interface ExplainedPlace {
  target: ProbeTarget
  direction: FlowDirection
  index: readonly number[]
}

/** The definition that is shown, and what is known of it. */
export interface Surroundings {
  definition: ModuleDefinition
  inference: ModuleInference | undefined
}

export type Explained =
  | {
      kind: 'apart'
      node: GraphNode
      explanation: Explanation
      actual: number
      step: number
      /** The tensor in which the windows of its planes lie. */
      seen: Values | null
      /** The weights are not those of the step. */
      updated: boolean
    }
  /** A gradient where several wires leave: each one's share. */
  | { kind: 'sum'; shares: { name: string; value: number }[]; value: number; actual: number; step: number }
  | { kind: 'plain'; node: GraphNode; doc: string }
  | { kind: 'instance'; node: GraphNode }
  | { kind: 'large'; count: number }

/** More values are not read for one number. */
export const MOST_VALUES = 16_000_000

/** Errors: what the engine says where a tensor is not there. */
export async function explain(
  session: DocumentSession,
  around: Surroundings,
  place: ExplainedPlace,
): Promise<Explained | null> {
  const { definition } = around
  if (place.direction === 'forward') {
    const source = sourceOf(definition, place.target)
    return source ? explainAt(session, around, place, { node: source, handle: null }) : null
  }
  const wires = wiresOf(definition, place.target)
  if (wires.length > 1) return explainSum(session, around, place, wires)
  const [wire] = wires
  const node = wire && definition.nodes.find(({ id }) => id === wire.target)
  return node ? explainAt(session, around, place, { node, handle: wire.targetHandle }) : null
}

type Wire = ModuleDefinition['edges'][number]

function sourceOf({ nodes, edges }: ModuleDefinition, target: ProbeTarget): GraphNode | undefined {
  const id = target.kind === 'port' ? target.node : edges.find((edge) => edge.id === target.edge)?.source
  return nodes.find((node) => node.id === id)
}

function wiresOf({ edges }: ModuleDefinition, target: ProbeTarget): Wire[] {
  if (target.kind === 'edge') return edges.filter(({ id }) => id === target.edge)
  return edges.filter(({ source, sourceHandle }) => source === target.node && sourceHandle === target.handle)
}

async function explainSum(
  { engine }: DocumentSession,
  { definition }: Surroundings,
  { target, direction, index }: ExplainedPlace,
  wires: readonly Wire[],
): Promise<Explained> {
  const whole = await engine.tensor(target, direction)
  const at = offsetOf(whole.shape, index)
  const shares = await Promise.all(
    wires.map(async ({ id, target: to }) => ({
      name: definition.nodes.find((node) => node.id === to)?.name ?? to,
      // A wire on which no gradient comes back adds nothing.
      value: await engine.tensor({ kind: 'edge', path: target.path, edge: id }, direction).then(
        ({ values }) => values[at]!,
        () => 0,
      ),
    })),
  )
  const value = sum(shares.map((share) => share.value))
  return { kind: 'sum', shares, value, actual: whole.values[at]!, step: whole.step }
}

interface At {
  node: GraphNode
  /** On the way back: the input that the gradient leaves. */
  handle: string | null
}

async function explainAt(
  session: DocumentSession,
  around: Surroundings,
  { target, direction, index }: ExplainedPlace,
  { node, handle }: At,
): Promise<Explained | null> {
  const known = around.inference?.nodes.get(node.id)
  if (known?.instance) return { kind: 'instance', node }
  const explainer = explainerFor(node.type)
  if (!known || !explainer) return { kind: 'plain', node, doc: known?.definition?.doc ?? '' }
  const { engine } = session
  const whole = await engine.tensor(target, direction)
  if (whole.values.length > MOST_VALUES) return { kind: 'large', count: whole.values.length }
  const { operation, updated } = await operationOf(session, around, target.path, { known, step: whole.step })
  const actual = whole.values[offsetOf(whole.shape, index)]!
  const spot = { shape: whole.shape, index, actual }
  const gradient =
    handle === null
      ? null
      : await gradientOf(session, { kind: 'port', path: target.path, node: node.id, handle: 'output' }, node)
  const explanation =
    handle !== null && gradient
      ? explainer.backward(operation, { ...spot, handle, gradient })
      : explainer.forward(operation, spot)
  if (!explanation) return { kind: 'plain', node, doc: known.definition?.doc ?? '' }
  const seen = gradient ?? operation.inputs['input'] ?? null
  return { kind: 'apart', node, explanation, actual, step: whole.step, seen, updated }
}

/** What comes back to an output. Nothing is kept at that of a loss, where the way back begins. */
async function gradientOf({ engine }: DocumentSession, port: ProbeTarget, node: GraphNode): Promise<Values> {
  return engine.tensor(port, 'backward').catch((error: unknown): Values => {
    if (!node.type.endsWith('Loss')) throw error
    return { shape: [], values: Float32Array.of(node.loss_weight ?? 1) }
  })
}

async function operationOf(
  { engine }: DocumentSession,
  { definition }: Surroundings,
  path: string[],
  { known, step }: { known: NodeInference; step: number },
): Promise<{ operation: Operation; updated: boolean }> {
  const { node, params, parameters } = known
  const wires = definition.edges.filter((edge) => edge.target === node.id)
  const inputs = wires.map(async ({ id, targetHandle }): Promise<[string, TensorResult]> => [
    targetHandle,
    await engine.tensor({ kind: 'edge', path, edge: id }, 'forward'),
  ])
  const names = parameters.map(({ name }) => name)
  const buffers = params['track_running_stats'] === true ? ['running_mean', 'running_var'] : []
  const used = [...names, ...buffers].map(async (name): Promise<[string, TensorResult]> => {
    const target = { kind: 'parameter' as const, path, node: node.shared_with ?? node.id, name }
    return [name, await engine.usedParameter(target)]
  })
  const [given, weights] = await Promise.all([Promise.all(inputs), Promise.all(used)])
  return {
    operation: { params, inputs: Object.fromEntries(given), parameters: Object.fromEntries(weights) },
    updated: weights.some(([name, tensor]) => names.includes(name) && tensor.step !== step),
  }
}
