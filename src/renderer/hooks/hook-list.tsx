/** The hooks of one place in the order in which they run; the order is changed by dragging, or by keys. */
import { useRef, useState } from 'react'
import { placeText } from '../../graph/document/hook-place'
import type { HookPlace } from '../../graph/document/hook-place'
import { editedDefinition } from '../editing/editor-store'
import { placeName } from '../editing/hook-names'
import { moveHook, removeHook } from '../editing/hook-edits'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { HookCard } from './hook-card'
import { useHooksAt } from './place'

interface Drag {
  id: string
  /** Where it would be put. */
  to: number
}

export function HookList({ place }: { place: HookPlace }) {
  const { t } = useTranslation()
  const session = useSession()
  const hooks = useHooksAt(place)
  const name = useEditor((state) => placeName(editedDefinition(state), place))
  const list = useRef<HTMLUListElement>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const [said, setSaid] = useState('')
  if (hooks.length === 0) return null
  const move = (id: string, to: number) => {
    const hook = hooks.find((each) => each.id === id)
    if (hook === undefined || to < 0 || to >= hooks.length) return
    moveHook(session, place, id, to)
    setSaid(t('hookPanel.moved', { hook: hook.type, at: to + 1, count: hooks.length }))
    // An element that is moved in the page loses the keyboard.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-hook="${CSS.escape(id)}"] [data-grip]`)?.focus()) // prettier-ignore
  }
  const remove = (id: string, index: number) => {
    const around = list.current?.closest<HTMLElement>('[data-hooks]')
    removeHook(session, place, id)
    requestAnimationFrame(() => focusLeft(list.current, index, around))
  }
  const from = hooks.findIndex(({ id }) => id === drag?.id)
  return (
    <>
      <ul ref={list} aria-label={t('hookPanel.list', { place: name })} className="flex flex-col gap-1.5">
        {hooks.map((hook, index) => (
          <li
            key={hook.id}
            data-hook={hook.id}
            className={drag?.to === index && index !== from ? lineOf(index > from) : 'relative'}
          >
            <HookCard
              key={placeText(place)}
              place={place}
              hook={hook}
              dragged={drag?.id === hook.id}
              alone={hooks.length === 1}
              onMove={(by) => move(hook.id, index + by)}
              onDrag={(y) => setDrag(y === null ? null : { id: hook.id, to: indexAt(list.current, y) })}
              onDrop={() => {
                if (drag !== null) move(drag.id, drag.to)
                setDrag(null)
              }}
              onRemove={() => remove(hook.id, index)}
            />
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {said}
      </p>
    </>
  )
}

/** The keyboard goes on at the hook that follows, else at any that is left beside, else where one is added. */
function focusLeft(list: HTMLElement | null, index: number, around: HTMLElement | null | undefined): void {
  const own = list?.querySelectorAll<HTMLElement>('[data-hook-head]') ?? []
  const left =
    own[Math.min(index, own.length - 1)] ??
    around?.querySelector<HTMLElement>('[data-hook-head]') ??
    around?.querySelector<HTMLElement>('[data-add-hook]')
  left?.focus()
}

/** A line where the dragged hook would come. */
function lineOf(below: boolean): string {
  return `relative after:absolute after:inset-x-0 after:h-0.5 after:rounded-full after:bg-accent ${below ? 'after:-bottom-1' : 'after:-top-1'}`
}

/** The entry of the list at a height of the window. */
function indexAt(list: HTMLElement | null, y: number): number {
  const boxes = [...(list?.children ?? [])].map((item) => item.getBoundingClientRect())
  const at = boxes.findIndex(({ bottom }) => y < bottom)
  return at < 0 ? boxes.length - 1 : at
}
