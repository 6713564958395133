/** Turns a node's remedies into commands on the document, and keeps those that hold. */
import { assertNever } from '../basics/assert-never'
import type { Command } from '../document/command'
import type { GraphEdge, GraphNode, Params } from '../document/document'
import type { Fix } from '../document/finding'
import type { NodeDefinition } from '../registry/definition'
import { nodeDefinition } from '../nodes/index'
import { paramFields } from '../params/param-types'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { fittingParams } from '../params/param-findings'
import { paramRemedies } from '../params/param-remedies'
import type { NodeInference } from './inference'
import { firstOf, run, through } from './trial'
import type { Situation } from './trial'
import { tell, told } from '../../words/tell'

/** Where the node stands: its wires, and what has been inferred before it. */
export interface FixPlace {
  module: string
  node: GraphNode
  wires: readonly GraphEdge[]
  nodes: ReadonlyMap<string, NodeInference>
  situation: Situation
}

/** A remedy as commands, and what its node sees once they are done. */
interface Solution {
  label: string
  commands: Command[]
  after: Situation
}

/** Changes after which another error may show; a rewired graph is worth it only when it works. */
const MENDING: ReadonlySet<RuleFix['kind']> = new Set(['set', 'unset', 'set-dtype', 'replace'])

/** No type has more params; remedies for thousands that none has would take long. */
const MOST_PARAMS = 50

/** Nobody reads more. */
const MOST_OFFERED = 4

/**
 * The remedies that hold, as commands: those that leave the node without an error (for a warning: without one either).
 * Where none does, those that end this error, though another one shows then.
 */
export function fixesOf(error: RuleError, severity: 'error' | 'warning', place: FixPlace): Fix[] {
  const offered: { fix: Fix; clean: boolean }[] = []
  for (const candidate of error.details.fixes ?? []) {
    const solution = solved(candidate, place)
    if (solution === undefined || !isAccepted(solution.after)) continue
    const left = complaint(solution.after, severity)
    const other = left !== undefined && wordsOf(left) !== wordsOf(error.message)
    if (left !== undefined && !(other && severity === 'error' && MENDING.has(candidate.kind))) continue
    const { label, commands } = solution
    if (offered.some(({ fix }) => fix.label === label)) continue
    const [only] = commands
    const command: Command =
      only !== undefined && commands.length === 1 ? only : { kind: 'batch', label, commands }
    offered.push({ fix: { label, command }, clean: left === undefined })
  }
  const clean = offered.filter((each) => each.clean)
  return (clean.length > 0 ? clean : offered).slice(0, MOST_OFFERED).map(({ fix }) => fix)
}

/** The nearest values that the node takes, as commands. */
export function paramFixesOf(
  { module, node }: Pick<FixPlace, 'module' | 'node'>,
  definition: NodeDefinition,
  param: string,
): Fix[] | undefined {
  if (Object.keys(node.params).length > MOST_PARAMS) return undefined
  const fixes = paramRemedies(definition.params, node.params, param).map(({ label, ...change }): Fix => {
    return { label, command: { kind: 'set-params', module, node: node.id, ...change } }
  })
  return fixes.length > 0 ? fixes : undefined
}

/** No command sets params that a node does not take. */
function isAccepted({ definition, params }: Situation): boolean {
  return definition.params.safeParse(params).success
}

/** What the rules say then. */
function complaint(after: Situation, severity: 'error' | 'warning'): string | undefined {
  const { definition, params, context } = after
  // An instance has the rules of its definition.
  if (definition.instanceOf !== undefined && Object.hasOwn(context.modules, definition.instanceOf(params)))
    return undefined
  try {
    const { warning } = run(after)
    return severity === 'warning' ? warning?.message : undefined
  } catch (error) {
    if (error instanceof RuleError) return error.message
    throw error
  }
}

/** A sentence without its sizes: the same one about other sizes is the same error. */
function wordsOf(message: string): string {
  return (message.match(/[A-Za-z_]{2,}/g) ?? []).join(' ')
}

/** Undefined where the remedy has no place here, or a rule on the way to it fails. */
function solved(fix: RuleFix, place: FixPlace): Solution | undefined {
  try {
    return solutionOf(fix, place)
  } catch (error) {
    if (error instanceof RuleError) return undefined
    throw error
  }
}

function solutionOf(fix: RuleFix, place: FixPlace): Solution | undefined {
  const { module, situation } = place
  switch (fix.kind) {
    case 'set':
      return { label: fix.label, ...changed(place, fix.params) }
    case 'unset':
      return { label: fix.label, ...changed(place, {}, fix.names) }
    case 'insert':
      return inserted(fix, place)
    case 'replace':
      return replaced(fix, place)
    case 'set-dtype': {
      const type = situation.inputs[fix.handle]
      const before = place.nodes.get(wireInto(place, fix.handle)?.source ?? '')
      if (type === undefined || before?.definition?.role !== 'input') return undefined
      const { node: source } = before
      const params = { dtype: fix.dtype }
      return {
        label: `${source.name}: dtype=${fix.dtype}`,
        commands: [{ kind: 'set-params', module, node: source.id, params }],
        after: withInput(situation, fix.handle, { ...type, dtype: fix.dtype }),
      }
    }
    case 'swap':
      return swapped(fix.handles, place)
    case 'disconnect': {
      const wire = wireInto(place, fix.handle)
      if (wire === undefined) return undefined
      const { [fix.handle]: _, ...inputs } = situation.inputs
      return {
        label: fix.label,
        commands: [{ kind: 'disconnect', module, edges: [wire.id] }],
        after: { ...situation, inputs },
      }
    }
    case 'flatten-upstream':
      return flattenUpstream(fix.handle, place)
    default:
      return assertNever(fix)
  }
}

function wireInto({ wires }: FixPlace, handle: string): GraphEdge | undefined {
  return wires.find((wire) => wire.targetHandle === handle)
}

function withInput(situation: Situation, handle: string, type: Situation['inputs'][string]): Situation {
  return { ...situation, inputs: { ...situation.inputs, [handle]: type } }
}

/** The node with other params. */
function changed(
  { module, node, situation }: FixPlace,
  params: Params,
  unset: readonly string[] = [],
): Pick<Solution, 'commands' | 'after'> {
  const kept = Object.entries({ ...situation.params, ...params }).filter(([name]) => !unset.includes(name))
  return {
    commands: [
      { kind: 'set-params', module, node: node.id, params, ...(unset.length === 0 ? {} : { unset }) },
    ],
    after: { ...situation, params: Object.fromEntries(kept) },
  }
}

function inserted(fix: RuleFix & { kind: 'insert' }, place: FixPlace): Solution | undefined {
  const { module, situation } = place
  const edge = wireInto(place, fix.handle)
  const type = situation.inputs[fix.handle]
  const definition = nodeDefinition(fix.type)
  if (edge === undefined || type === undefined || definition === undefined) return undefined
  const insert: Command = {
    kind: 'insert-on-wire',
    module,
    edge: edge.id,
    type: fix.type,
    params: fix.insertParams,
  }
  const own = changed(place, fix.params ?? {}, fix.unset)
  return {
    label: fix.label,
    commands: [insert, ...(fix.params === undefined && fix.unset === undefined ? [] : own.commands)],
    after: withInput(own.after, fix.handle, through(definition, type, fix.insertParams)),
  }
}

function replaced(fix: RuleFix & { kind: 'replace' }, place: FixPlace): Solution | undefined {
  const { module, node, situation } = place
  const definition = nodeDefinition(fix.type)
  if (definition === undefined) return undefined
  const { sizes } = fix
  const converted = Object.entries(situation.params)
    .filter(([, value]) => Array.isArray(value) && sizes !== undefined)
    .map(([name, value]) => [name, resized(value as readonly unknown[], sizes ?? 1)] as const)
  const wanted = { ...situation.params, ...Object.fromEntries(converted), ...fix.params }
  const params = fittingParams(definition.type, definition.params, wanted)
  return {
    label: tell('fix.replace', 'Replace by {{type}}', { type: fix.type }),
    commands: [{ kind: 'replace-type', module, node: node.id, type: fix.type, params }],
    after: { ...situation, definition, params },
  }
}

/** A size for each of `count` directions: the last ones, or the first repeated in front. */
function resized(list: readonly unknown[], count: number): unknown {
  if (list.every((size) => size === list[0])) return list[0]
  const missing = Array.from({ length: Math.max(0, count - list.length) }, () => list[0])
  const sizes = [...missing, ...list.slice(-count)]
  return sizes.length === 1 ? sizes[0] : sizes
}

function swapped(handles: readonly [string, string], place: FixPlace): Solution | undefined {
  const { module, node, situation } = place
  const [a, b] = handles
  const [first, second] = [wireInto(place, a), wireInto(place, b)]
  const [left, right] = [situation.inputs[a], situation.inputs[b]]
  if (first === undefined || second === undefined || left === undefined || right === undefined)
    return undefined
  const connect = (wire: GraphEdge, targetHandle: string): Command => {
    const { source, sourceHandle, id } = wire
    return { kind: 'connect', module, source, sourceHandle, target: node.id, targetHandle, id }
  }
  return {
    label: tell('fix.exchange', 'Exchange {{a}} and {{b}}', { a, b }),
    commands: [
      { kind: 'disconnect', module, edges: [first.id, second.id] },
      connect(first, b),
      connect(second, a),
      ...marksOn([first.id, second.id], place),
    ],
    after: { ...situation, inputs: { ...situation.inputs, [a]: right, [b]: left } },
  }
}

/** The marks and the hooks of wires, to be put on them again. */
function marksOn(edges: readonly string[], { module, situation }: FixPlace): Command[] {
  const { probes = [], hooks = [] } = situation.context.modules[module] ?? {}
  return edges.flatMap((edge): Command[] => {
    const lookHere = probes.find((each) => each.edge === edge)
    const own = hooks.filter((each) => each.edge === edge)
    return [
      ...(lookHere === undefined ? [] : [{ kind: 'set-look-here', module, edge, lookHere } as const]),
      ...(own.length === 0
        ? []
        : [{ kind: 'set-hooks', module, place: { kind: 'edge', edge }, hooks: own } as const]),
    ]
  })
}

/**
 * A Flatten in front of the first of the layers that read only the last dimension: conv → Linear → Linear → loss
 * lacks it before the first Linear, though only the loss fails.
 */
function flattenUpstream(handle: string, place: FixPlace): Solution | undefined {
  const { module, situation } = place
  const flatten = nodeDefinition('Flatten')
  let wire = wireInto(place, handle)
  let type = situation.inputs[handle]
  if (wire === undefined || type === undefined || flatten === undefined) return undefined
  const passed: NodeInference[] = []
  let best = { edge: wire, type, before: place.node, behind: [] as NodeInference[] }
  while (wire !== undefined && passed.length < 1000) {
    const source = place.nodes.get(wire.source)
    const [only, ...others] = source?.memo.wires ?? []
    type = source?.inputs[only?.targetHandle ?? ''] ?? undefined
    if (source === undefined || only === undefined || others.length > 0 || type === undefined) break
    if (type.shape.length <= 2) break
    passed.unshift(source)
    if (source.definition?.lastDimensionOnly === true)
      best = { edge: only, type, before: source.node, behind: [...passed] }
    wire = only
  }
  const label = tell('fix.flatten_before', 'Insert Flatten before {{name}}', { name: best.before.name })
  const commands: Command[] = [{ kind: 'insert-on-wire', module, edge: best.edge.id, type: 'Flatten' }]
  const given = givenSizes(place.nodes.get(best.before.id))
  if (given.length > 0)
    commands.push({ kind: 'set-params', module, node: best.before.id, params: {}, unset: given })
  const flat = through(flatten, best.type)
  const arrives = best.behind.reduce((found, { node, definition }) => {
    if (definition === undefined) throw new RuleError(told('node.type_not_known', 'The type is not known.'))
    const kept = Object.entries(node.params).filter(([name]) => node !== best.before || !given.includes(name))
    const inputs = { [definition.inputs(node.params, situation.context)[0]?.name ?? 'input']: found }
    return firstOf(
      run({ definition, params: Object.fromEntries(kept), inputs, context: situation.context }).outputs,
    )
  }, flat)
  return { label, commands, after: withInput(situation, handle, arrives) }
}

/** Params that could be inferred but were given; they no longer fit behind a Flatten. */
function givenSizes(inference: NodeInference | undefined): string[] {
  if (inference?.definition === undefined) return []
  const fields = paramFields(inference.definition.params).filter((field) => field.inferred)
  return fields.map((field) => field.name).filter((name) => Object.hasOwn(inference.node.params, name))
}
