/** How a change of the hooks of one place is called beside Undo and Redo. */
import { dequal } from 'dequal'
import { t } from '../../words/words'
import { assertNever } from '../basics/assert-never'
import type { CommandOf } from '../document/command'
import { definitionOf } from '../document/document'
import type { GraphDocument, Hook } from '../document/document'
import { hooksAt } from '../document/hook-place'
import type { HookPlace } from '../document/hook-place'

/** What the label says of things by their names. */
export interface HookNames {
  node: (id: string) => string
  wire: (id: string) => { source: string; target: string }
  value: (value: unknown) => string
}

/** E.g. `Set factor of scale to 0.5 on the wire from relu1 to conv2`. `before`: what the command is run on. */
export function hooksLabel(
  before: GraphDocument,
  { module, place: at, hooks: after }: CommandOf<'set-hooks'>,
  names: HookNames,
): string {
  const place = placeWords(at, names)
  const earlier = hooksAt(definitionOf(before, module)?.hooks, at)
  const ids = (hooks: readonly Hook[]): Set<string> => new Set(hooks.map(({ id }) => id))
  const [known, left] = [ids(earlier), ids(after)]
  const come = after.filter(({ id }) => !known.has(id))
  const gone = earlier.filter(({ id }) => !left.has(id))
  if (come.length + gone.length > 1 && come.length === 0) return t('edits.removeHooks', { place })
  if (come.length + gone.length > 1) return t('edits.hooks', { place })
  const [added] = come
  if (added !== undefined) {
    const copied = earlier.some((hook) => dequal({ ...hook, id: '' }, { ...added, id: '' }))
    return t(copied ? 'edits.duplicateHook' : 'edits.addHook', { hook: added.type, place })
  }
  const [removed] = gone
  if (removed !== undefined) return t('edits.removeHook', { hook: removed.type, place })
  const changed = after.flatMap((hook) => {
    const was = earlier.find(({ id }) => id === hook.id)
    return was === undefined || dequal(was, hook) ? [] : [{ was, now: hook }]
  })
  const [only, ...others] = changed
  if (only === undefined) return t('edits.reorderHooks', { place })
  return others.length === 0 ? changeLabel(only, place, names) : severalLabel(changed, place)
}

interface Change {
  was: Hook
  now: Hook
}

function changeLabel({ was, now }: Change, place: string, names: HookNames): string {
  const hook = now.type
  if (was.type !== now.type) return t('edits.replaceHook', { hook: was.type, type: now.type, place })
  if (isOn(was) !== isOn(now)) return t(isOn(now) ? 'edits.hookOn' : 'edits.hookOff', { hook, place })
  if (was.pass !== now.pass) return t('edits.setHook', { what: 'pass', hook, value: now.pass, place })
  const params = new Set([...Object.keys(was.params), ...Object.keys(now.params)])
  const [what, ...more] = [...params].filter((name) => !dequal(was.params[name], now.params[name]))
  if (what === undefined || more.length > 0) return t('edits.hooks', { place })
  if (!Object.hasOwn(now.params, what)) return t('edits.unsetHook', { what, hook, place })
  return t('edits.setHook', { what, hook, value: names.value(now.params[what]), place })
}

function severalLabel(changes: readonly Change[], place: string): string {
  const switched = changes.every(({ was, now }) => isOn(was) !== isOn(now))
  const on = changes.every(({ now }) => isOn(now))
  if (!switched) return t('edits.hooks', { place })
  return t(on ? 'edits.hooksOn' : 'edits.hooksOff', { place })
}

function isOn({ enabled }: Hook): boolean {
  return enabled !== false
}

function placeWords(place: HookPlace, names: HookNames): string {
  switch (place.kind) {
    case 'edge':
      return t('edits.hookPlace.edge', names.wire(place.edge))
    case 'port':
      return t('edits.hookPlace.port', { name: names.node(place.node), handle: place.handle })
    case 'parameter':
      return place.name === ''
        ? names.node(place.node)
        : t('edits.hookPlace.parameter', { name: names.node(place.node), parameter: place.name })
    case 'node':
      return names.node(place.node)
    default:
      return assertNever(place)
  }
}
