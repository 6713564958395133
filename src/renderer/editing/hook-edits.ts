/** Changes of the hooks of one place; each is one undo step. */
import type { EditManner } from '../../graph/commands/history'
import type { Command, CommandResult } from '../../graph/document/command'
import type { Hook, ModuleDefinition } from '../../graph/document/document'
import { hooksAt, keysOfPlace, nodeOfPlace, placeOf, placeText } from '../../graph/document/hook-place'
import type { HookPass, HookPlace } from '../../graph/document/hook-place'
import { freshId } from '../../graph/document/identifiers'
import { t } from '../texts/index'
import type { EditingSession } from './editing-session'
import { editedDefinition } from './editor-store'
import { perform, shownModule } from './edit'
import type { Selection } from './selection'

function hooksOf(session: EditingSession, place: HookPlace): Hook[] {
  return hooksAt(editedDefinition(session.editor.getState()).hooks, place)
}

function setHooks(
  session: EditingSession,
  place: HookPlace,
  hooks: readonly Hook[],
  manner?: EditManner,
): CommandResult {
  return perform(session, { kind: 'set-hooks', module: shownModule(session), place, hooks }, manner)
}

function newId(session: EditingSession): string {
  const { hooks = [] } = editedDefinition(session.editor.getState())
  return freshId('h', hooks.map(({ id }) => id)) // prettier-ignore
}

/** Adds a hook behind the others of its place, and opens it. */
export function addHook(
  session: EditingSession,
  place: HookPlace,
  { type, pass }: { type: string; pass: HookPass },
): void {
  const id = newId(session)
  const hook: Hook = { id, ...keysOfPlace(place), pass, type, params: {} }
  if (setHooks(session, place, [...hooksOf(session, place), hook]).kind === 'done')
    session.canvas.setState({ openHook: { id, focus: true } })
}

/** Makes a hook another one under the same id. */
export function changeHook(session: EditingSession, place: HookPlace, next: Hook, manner?: EditManner): void {
  const hooks = hooksOf(session, place).map((hook) => (hook.id === next.id ? next : hook))
  setHooks(session, place, hooks, manner)
}

/** What a file does not say is on. */
export function isHookOn({ enabled }: Hook): boolean {
  return enabled !== false
}

export function switchedHook(hook: Hook, on: boolean): Hook {
  const { enabled: _, ...rest } = hook
  return on ? rest : { ...rest, enabled: false }
}

export function duplicateHook(session: EditingSession, place: HookPlace, hook: Hook): void {
  const id = newId(session)
  const hooks = hooksOf(session, place).flatMap((each) =>
    each.id === hook.id ? [each, { ...each, id }] : [each],
  )
  setHooks(session, place, hooks)
}

export function removeHook(session: EditingSession, place: HookPlace, id: string): void {
  setHooks(session, place, hooksOf(session, place).filter((hook) => hook.id !== id)) // prettier-ignore
}

/** Puts a hook at another place in the order in which those of its place run. */
export function moveHook(session: EditingSession, place: HookPlace, id: string, to: number): void {
  const hooks = hooksOf(session, place)
  const hook = hooks.find((each) => each.id === id)
  if (hook === undefined) return
  const others = hooks.filter((each) => each !== hook)
  setHooks(session, place, others.toSpliced(Math.min(Math.max(to, 0), others.length), 0, hook))
}

/** The places with hooks that belong to what is selected: a wire, or a node with its call, outputs and parameters. */
export function hookedPlaces({ hooks = [] }: ModuleDefinition, selection: Selection): HookPlace[] {
  const places = new Map<string, HookPlace>()
  for (const hook of hooks) {
    const place = placeOf(hook)
    if (place !== undefined && isOfSelection(place, selection)) places.set(placeText(place), place)
  }
  return [...places.values()]
}

function isOfSelection(place: HookPlace, selection: Selection): boolean {
  if (selection.kind === 'edge') return place.kind === 'edge' && place.edge === selection.id
  return selection.kind === 'node' && nodeOfPlace(place) === selection.id
}

/** The hooks of what is selected. */
export function selectedHooks({ editor }: EditingSession): Hook[] {
  const state = editor.getState()
  const definition = editedDefinition(state)
  return hookedPlaces(definition, state.selection).flatMap((place) => hooksAt(definition.hooks, place))
}

/** Switches all hooks of what is selected off, or all on where none is. */
export function toggleSelectedHooks(session: EditingSession): void {
  const on = !selectedHooks(session).some(isHookOn)
  changeSelected(session, t(on ? 'hookPanel.switchAllOn' : 'hookPanel.switchAllOff'), (hooks) =>
    hooks.map((hook) => switchedHook(hook, on)),
  )
}

export function removeSelectedHooks(session: EditingSession): void {
  changeSelected(session, t('hookPanel.removeAll'), () => [])
}

function changeSelected(session: EditingSession, label: string, change: (hooks: Hook[]) => Hook[]): void {
  const state = session.editor.getState()
  const definition = editedDefinition(state)
  const commands = hookedPlaces(definition, state.selection).map((place): Command => ({
    kind: 'set-hooks',
    module: state.module,
    place,
    hooks: change(hooksAt(definition.hooks, place)),
  }))
  const [only, ...others] = commands
  if (only === undefined) return
  perform(session, others.length === 0 ? only : { kind: 'batch', label, commands })
}
