/** A text line by line: numbered, coloured where it is Python, those of the selected nodes marked, each a way to its node. */
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, MouseEvent } from 'react'
import type { CodeLine } from '../../graph/export/code-line'
import type { PythonMark } from '../../graph/export/pytorch/python-marks'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { goToPlace, nextPlace } from './go-to-place'

interface CodeLinesProps {
  label: string
  lines: readonly CodeLine[]
  /** Of each line; null: the text has no colours. */
  colours: readonly (readonly PythonMark[])[] | null
  /** Numbers of the marked lines, from 0. */
  marked: ReadonlySet<number>
  /** Grows when the first marked line is to be seen, be it in view or not. */
  wanted: number
}

/** So many lines are drawn and laid out together; those out of view cost nothing. */
const CHUNK = 50
/** Longer texts than anybody reads are shown in part; the copy is whole. */
const MOST_LINES = 20_000
/** Of one line, in rem. */
const LINE = 1.125

export function CodeLines({ label, lines, colours, marked, wanted }: CodeLinesProps) {
  const { t } = useTranslation()
  const session = useSession()
  const scroller = useRef<HTMLElement>(null)
  const [current, setCurrent] = useState(0)
  const shown = useMemo(() => shownLines(lines), [lines])
  const first = marked.size === 0 ? -1 : Math.min(...marked)
  // Who asks again wants to see it again, and so does who comes to another text.
  const wish = useMemo(() => ({ line: first, wanted, label }), [first, wanted, label])
  useLayoutEffect(() => reveal(scroller.current, wish.line), [wish])
  const stop = Math.min(current, Math.max(shown.length - 1, 0))
  const goTo = (number: number) => {
    const place = nextPlace(session, lines[number]?.places ?? [])
    if (place !== undefined) goToPlace(session, place)
  }
  const onClick = (event: MouseEvent) => {
    const number = numberAt(event.target)
    // Whoever selects text wants the text.
    if (number === null || document.getSelection()?.isCollapsed === false) return
    setCurrent(number)
    goTo(number)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const to = STEPS[event.key]?.(stop, shown.length)
    if (to === undefined) return
    event.preventDefault()
    setCurrent(to)
    lineButton(scroller.current, to)?.focus()
  }
  const chunks = Array.from({ length: Math.ceil(shown.length / CHUNK) }, (_, at) => at * CHUNK)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its buttons take keys and clicks; a click beside one means that of its line
    <section
      ref={scroller}
      aria-label={label}
      onClick={onClick}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto py-1 font-mono text-sm leading-4.5"
    >
      <div className="w-max min-w-full">
        {chunks.map((start) => (
          <Chunk
            key={start}
            start={start}
            lines={shown.slice(start, start + CHUNK)}
            colours={colours?.slice(start, start + CHUNK) ?? null}
            marked={marksIn(marked, start)}
            current={stop >= start && stop < start + CHUNK ? stop : -1}
          />
        ))}
        {lines.length > MOST_LINES && (
          <p className="px-3 py-2 font-sans text-muted">
            {t('code.more', { count: lines.length - shown.length })}
          </p>
        )}
      </div>
    </section>
  )
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  PageDown: (at, count) => Math.min(at + 20, count - 1),
  PageUp: (at) => Math.max(at - 20, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
}

interface ChunkProps {
  start: number
  lines: readonly CodeLine[]
  colours: readonly (readonly PythonMark[])[] | null
  /** Numbers of the marked lines in it, joined. */
  marked: string
  /** The line whose button the Tab key reaches; -1: in another chunk. */
  current: number
}

const Chunk = memo(
  ({ start, lines, colours, marked, current }: ChunkProps) => {
    const { t } = useTranslation()
    const numbers = new Set(marked.split(' ').filter(Boolean).map(Number))
    return (
      <div style={{ contentVisibility: 'auto', containIntrinsicSize: `auto ${lines.length * LINE}rem` }}>
        {lines.map(({ text, places }, at) => {
          const number = start + at
          const isMarked = numbers.has(number)
          return (
            <div
              // oxlint-disable-next-line react/no-array-index-key -- a line is its number
              key={number}
              data-line={number}
              data-marked={isMarked || undefined}
              className={`group flex h-4.5 pr-3 ${
                isMarked
                  ? 'bg-[color-mix(in_srgb,var(--accent)_7%,transparent)] shadow-[inset_2px_0_0_var(--accent)]'
                  : 'hover:bg-sunken'
              } ${places.length > 0 ? 'cursor-pointer' : ''}`}
            >
              <button
                type="button"
                disabled={places.length === 0 && current !== number}
                tabIndex={current === number ? 0 : -1}
                aria-label={
                  places.length === 0
                    ? t('code.line', { line: number + 1 })
                    : t('code.show', { line: number + 1, text: text.trim() })
                }
                aria-current={isMarked || undefined}
                className="w-9 shrink-0 pr-2 text-right text-xs leading-4.5 text-faint select-none tabular focus-visible:-outline-offset-2"
              >
                {number + 1}
              </button>
              <code data-selectable translate="no" className="whitespace-pre">
                <Coloured text={text} marks={colours?.[at] ?? []} />
              </code>
            </div>
          )
        })}
      </div>
    )
  },
  (a, b) =>
    a.start === b.start &&
    a.marked === b.marked &&
    a.current === b.current &&
    (a.colours === null) === (b.colours === null) &&
    a.lines.length === b.lines.length &&
    a.lines.every(({ text, places }, at) => {
      const other = b.lines[at]
      return text === other?.text && (places.length === 0) === (other.places.length === 0)
    }),
)
Chunk.displayName = 'Chunk'

const COLOURS = {
  keyword: 'text-accent-text',
  string: 'text-success',
  number: 'text-forward',
  comment: 'text-faint',
  name: 'font-semibold',
} as const

function Coloured({ text, marks }: { text: string; marks: readonly PythonMark[] }) {
  if (marks.length === 0) return text === '' ? '\n' : `${text}\n`
  const parts = marks.flatMap(({ from, to, kind }, at) => [
    text.slice(marks[at - 1]?.to ?? 0, from),
    <span key={from} className={COLOURS[kind]}>
      {text.slice(from, to)}
    </span>,
  ])
  return [...parts, `${text.slice(marks.at(-1)?.to)}\n`]
}

/** Without the empty line that a file ends with. */
function shownLines(lines: readonly CodeLine[]): readonly CodeLine[] {
  const end = lines.at(-1)?.text === '' ? lines.length - 1 : lines.length
  return lines.slice(0, Math.min(end, MOST_LINES))
}

function marksIn(marked: ReadonlySet<number>, start: number): string {
  return [...marked].filter((number) => number >= start && number < start + CHUNK).join(' ')
}

function numberAt(target: EventTarget): number | null {
  const line = target instanceof Element ? target.closest<HTMLElement>('[data-line]') : null
  return line === null ? null : Number(line.dataset['line'])
}

function lineButton(scroller: HTMLElement | null, number: number): HTMLButtonElement | null {
  return scroller?.querySelector<HTMLButtonElement>(`[data-line="${number}"] button`) ?? null
}

/** Scrolls a line into view, with some of what is around it, unless it is there. */
function reveal(scroller: HTMLElement | null, number: number): void {
  const line = number < 0 ? null : scroller?.querySelector<HTMLElement>(`[data-line="${number}"]`)
  if (!scroller || !line) return
  const box = scroller.getBoundingClientRect()
  const { top, bottom } = line.getBoundingClientRect()
  if (top >= box.top && bottom <= box.bottom) return
  scroller.scrollTop += top - box.top - box.height / 3
}
