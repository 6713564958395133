/** Hooks in commands: those of one place are set, and others go where their wires and nodes go. */
import { dequal } from 'dequal'
import { assertNever } from '../basics/assert-never'
import type { GraphDocument, GraphNode, Hook, ModuleDefinition } from '../document/document'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import { placeOf, placeText } from '../document/hook-place'
import type { HookPlace } from '../document/hook-place'
import { hookProblem } from '../check/hooks'
import { freshIds } from '../document/identifiers'
import { moduleAt, withList, withModule } from './definition-edits'
import { tell } from '../../words/tell'

export function setHooks(
  document: GraphDocument,
  command: CommandOf<'set-hooks'>,
): { document: GraphDocument } {
  const { module, place, hooks } = command
  const definition = moduleAt(document, module)
  if (hooks.some((hook) => !isOn(hook, place)))
    throw new Refusal(tell('refusal.hook_must_name_place', 'A hook must name the place that it sits on.'))
  const before = definition.hooks ?? []
  const others = before.filter((hook) => !isOn(hook, place))
  // They stay where the first of them stood, so that a file changes in one place.
  const first = before.findIndex((hook) => isOn(hook, place))
  const all = others.toSpliced(first < 0 ? others.length : first, 0, ...withFreeIds(others, hooks))
  if (dequal(all, before)) return { document }
  for (const hook of all)
    if (!before.some((known) => dequal(known, hook))) checkHook(document, module, definition, hook)
  return { document: withModule(document, module, withList(definition, 'hooks', all)) }
}

/** Refuses a hook that would not work there. */
export function checkHook(
  document: GraphDocument,
  module: string,
  definition: ModuleDefinition,
  hook: Hook,
): void {
  const problem = hookProblem(document, module, definition, hook)
  if (problem !== undefined) throw new Refusal(problem.message, problem.remedy)
}

function isOn(hook: Hook, place: HookPlace): boolean {
  const own = placeOf(hook)
  return own !== undefined && placeText(own) === placeText(place)
}

/** Hooks that come to others: one whose id is taken gets another. */
export function withFreeIds(others: readonly Hook[], coming: readonly Hook[]): Hook[] {
  const taken = new Set(others.map(({ id }) => id))
  const next = freshIds('h', [...taken, ...coming.map(({ id }) => id)])
  return coming.map((hook) => {
    const id = taken.has(hook.id) ? next() : hook.id
    taken.add(id)
    return id === hook.id ? hook : { ...hook, id }
  })
}

/** Refuses where the call of a node goes, and hooks on it would have no other place. */
export function checkNoCallHooks({ hooks = [] }: ModuleDefinition, called: GraphNode): void {
  const hook = hooks.find(({ node }) => node === called.id)
  if (hook === undefined) return
  throw new Refusal(
    tell(
      'refusal.has_hook_on_its_call',
      "{{name}} has the hook '{{id}}' ({{type}}) on its call, which would be gone.",
      {
        name: called.name,
        id: hook.id,
        type: hook.type,
      },
    ),
    tell('refusal.take_hook_out_first', 'Take the hook out first.'),
  )
}

/** Where wires and nodes are now, by where they were; undefined: gone. */
export interface Moves {
  edge: (id: string) => string | undefined
  node: (id: string) => string | undefined
}

/** The hook at its new place; undefined where that is gone. */
export function movedHook(hook: Hook, { edge, node }: Moves): Hook | undefined {
  const place = placeOf(hook)
  if (place === undefined) return undefined
  const to = place.kind === 'edge' ? edge(place.edge) : node(place.node)
  if (to === undefined) return undefined
  switch (place.kind) {
    case 'edge':
      return place.edge === to ? hook : { ...hook, edge: to }
    case 'node':
      return place.node === to ? hook : { ...hook, node: to }
    case 'port':
      return place.node === to ? hook : { ...hook, port: { ...hook.port, node: to, handle: place.handle } }
    case 'parameter':
      return place.node === to
        ? hook
        : { ...hook, parameter: { ...hook.parameter, node: to, name: place.name } }
    default:
      return assertNever(place)
  }
}

/** The hooks of nodes that stay; of one that is gone, those on its parameters go to its `heir`, which has these now. */
export function hooksWithoutNode(
  hooks: ModuleDefinition['hooks'],
  gone: string,
  heir: string | undefined,
): readonly Hook[] {
  return (hooks ?? []).flatMap((hook) => {
    const place = placeOf(hook)
    if (place === undefined || place.kind === 'edge' || place.node !== gone) return [hook]
    const moved =
      place.kind === 'parameter' ? movedHook(hook, { edge: () => undefined, node: () => heir }) : undefined
    return moved === undefined ? [] : [moved]
  })
}
