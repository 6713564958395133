/** Breakpoints of the document: set, changed, switched and taken out, each as one undoable edit. */
import { PASSES_AT, breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import type { EditManner } from '../../graph/commands/history'
import type { Command } from '../../graph/document/command'
import type { Breakpoint, GraphDocument } from '../../graph/document/document'
import { placeOf, placeText } from '../../graph/document/hook-place'
import type { HookPass, HookPlace } from '../../graph/document/hook-place'
import { freshIds } from '../../graph/document/identifiers'
import { isFrozen } from '../../graph/infer/frozen'
import { whenDrawn } from '../editing/canvas-view'
import { perform } from '../editing/edit'
import type { EditingSession } from '../editing/editing-session'
import { placeOf as instanceOf } from '../editing/trail'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'

/** The breakpoints on a place of a definition, in any pass. */
export function breakpointsAt(document: GraphDocument, module: string, place: HookPlace): Breakpoint[] {
  const text = placeText(place)
  return breakpointsOf(document).filter((breakpoint) => {
    const at = placeOf(breakpoint)
    return breakpoint.module === module && at !== undefined && placeText(at) === text
  })
}

/** Sets one that stops always; where there is one in that pass, takes it out. */
export function toggleBreakpoint(session: DocumentSession, place: HookPlace, pass: HookPass): void {
  const { document, module } = session.editor.getState()
  const known = breakpointsAt(document, module, place).find((each) => each.pass === pass)
  if (known) removeBreakpoint(session, known.id)
  else addBreakpoint(session, place, pass)
}

/** Adds one in every instance of the definition on the canvas. → its id */
export function addBreakpoint(session: DocumentSession, place: HookPlace, pass: HookPass): string {
  const { document, module } = session.editor.getState()
  const id = freshIds('b', breakpointsOf(document).map((each) => each.id))() // prettier-ignore
  const allowed = PASSES_AT[place.kind].includes(pass) ? pass : PASSES_AT[place.kind][0]!
  const breakpoint: Breakpoint = { id, module, ...keysOf(place), pass: allowed, condition: 'always' }
  perform(session, { kind: 'set-breakpoint', id, breakpoint })
  return id
}

/** Stops where the gradient of any parameter that learns has a NaN, in every definition. */
export function stopAtNaN(session: EditingSession): void {
  const { document, inference } = session.editor.getState()
  const id = freshIds('b', breakpointsOf(document).map((each) => each.id)) // prettier-ignore
  const commands = [...inference.modules.values()].flatMap(({ module, nodes }) =>
    [...nodes.values()].flatMap(({ node, parameters, instance }) =>
      // Those of an instance belong to the nodes in its definition.
      (instance !== undefined || node.shared_with !== undefined ? [] : parameters)
        .filter(({ name }) => !isFrozen(node, name))
        .flatMap(({ name }): Command[] => {
          const parameter = { node: node.id, name }
          const known = breakpointsAt(document, module, { kind: 'parameter', ...parameter })
          if (known.some(({ pass, condition }) => pass === 'backward' && condition === 'isnan')) return []
          const breakpoint: Breakpoint = { id: id(), module, parameter, pass: 'backward', condition: 'isnan' }
          return [{ kind: 'set-breakpoint', id: breakpoint.id, breakpoint }]
        }),
    ),
  )
  const label = t('action.debug.breakNaN')
  if (commands.length > 0) perform(session, { kind: 'batch', label, commands })
}

/** Changes parts of one; undefined takes a part out. */
export function changeBreakpoint(
  session: DocumentSession,
  breakpoint: Breakpoint,
  parts: { [Key in 'condition' | 'pass' | 'path' | 'enabled']?: Breakpoint[Key] | undefined },
  manner: EditManner = 'choice',
): boolean {
  const next = Object.fromEntries(
    Object.entries({ ...breakpoint, ...parts }).filter(([, value]) => value !== undefined),
  ) as Breakpoint
  return (
    perform(session, { kind: 'set-breakpoint', id: breakpoint.id, breakpoint: next }, manner).kind === 'done'
  )
}

/** On, which is how they are without the word, or off. */
export function switchBreakpoint(session: DocumentSession, breakpoint: Breakpoint, on: boolean): void {
  changeBreakpoint(session, breakpoint, { enabled: on ? undefined : false })
}

export function removeBreakpoint(session: DocumentSession, id: string): void {
  perform(session, { kind: 'set-breakpoint', id, breakpoint: null })
}

export function removeAllBreakpoints(session: DocumentSession): void {
  const commands = all(session).map(({ id }): Command => ({ kind: 'set-breakpoint', id, breakpoint: null }))
  perform(session, { kind: 'batch', label: t('debug.breakpoints.cleared'), commands })
}

export function switchAllBreakpoints(session: DocumentSession, on: boolean): void {
  const commands = all(session).map((each): Command => {
    const { enabled: _, ...rest } = each
    return { kind: 'set-breakpoint', id: each.id, breakpoint: on ? rest : { ...rest, enabled: false } }
  })
  const label = t(on ? 'debug.breakpoints.switchedOn' : 'debug.breakpoints.switchedOff')
  perform(session, { kind: 'batch', label, commands })
}

/** Shows the place of one, in its instance or in the first that there is. */
export function showBreakpoint(session: DocumentSession, { module, path, ...rest }: Breakpoint): void {
  const { document, showInstance, select } = session.editor.getState()
  const around = path ?? instanceOf(document, module).trail?.map(({ node }) => node)
  if (around) showInstance(around)
  else session.editor.getState().editModule(module)
  const place = placeOf(rest)
  if (place === undefined) return
  select(place.kind === 'edge' ? { kind: 'edge', id: place.edge } : { kind: 'node', id: place.node })
  revealPlace(session, place)
}

function revealPlace(session: DocumentSession, place: HookPlace): void {
  const { document, module } = session.editor.getState()
  const wire =
    place.kind === 'edge' ? document.modules[module]?.edges.find(({ id }) => id === place.edge) : undefined
  const nodes = place.kind === 'edge' ? (wire ? [wire.source, wire.target] : []) : [place.node]
  whenDrawn(() => session.view.camera?.reveal(...nodes))
}

function all({ editor }: DocumentSession): readonly Breakpoint[] {
  return breakpointsOf(editor.getState().document)
}

function keysOf(place: HookPlace): Partial<Breakpoint> {
  if (place.kind === 'edge') return { edge: place.edge }
  if (place.kind === 'port') return { port: { node: place.node, handle: place.handle } }
  if (place.kind === 'parameter') return { parameter: { node: place.node, name: place.name } }
  return { node: place.node }
}
