/** A field for an expression: what fits at the caret is offered, and what is wrong is said at its column. */
import { use, useId, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { parseExpression } from '../../graph/expressions/parse-expression'
import type { ExpressionProblem } from '../../graph/expressions/problem'
import { useTranslation } from '../texts/use-translation'
import { FieldContext } from '../ui/field'
import { INPUT_CLASS } from '../ui/text-field'
import { useTypedAtEnd } from '../ui/use-typed-at-end'
import { completed, completionsAt } from './expression-completion'
import type { Completion } from './expression-completion'

interface ExpressionFieldProps {
  value: string
  placeholder?: string
  /** Called when the person leaves the field or presses Enter, with an expression that can be read; empty: none. */
  onCommit: (value: string) => void
}

interface Offer {
  items: readonly Completion[]
  /** The one that Enter takes; -1: none yet. */
  active: number
}

const NOTHING: Offer = { items: [], active: -1 }

/** Takes effect on Enter or when it loses the focus, if it can be read; Escape closes the list, then takes the change back. */
export function ExpressionField({ value, placeholder, onCommit }: ExpressionFieldProps) {
  const { t } = useTranslation()
  const field = use(FieldContext)
  const ids = useId()
  const input = useRef<HTMLInputElement>(null)
  /** Where it goes when the field has the text that was chosen. */
  const caret = useRef<number | null>(null)
  const [text, setText] = useState(value)
  const [shown, setShown] = useState(value)
  const [offer, setOffer] = useState<Offer>(NOTHING)
  if (shown !== value) {
    setShown(value)
    setText(value)
  }
  useLayoutEffect(() => {
    if (caret.current === null) return
    input.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })
  const problem = text.trim() === '' ? undefined : parseExpression(text).problem
  const open = offer.items.length > 0
  const commit = () => {
    if (text !== value && problem === undefined) onCommit(text.trim())
  }
  useTypedAtEnd(input, commit)
  const take = (choice: Completion) => {
    const next = completed(text, input.current?.selectionStart ?? text.length, choice)
    setText(next.text)
    setOffer(NOTHING)
    caret.current = next.caret
  }
  const ask = (all: boolean, typed = text) => {
    const items = completionsAt(typed, input.current?.selectionStart ?? typed.length, all)
    setOffer({ items, active: all ? 0 : -1 })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const chosen = offer.items[offer.active]
    if (step !== 0) {
      event.preventDefault()
      const { length } = offer.items
      if (!open) ask(true)
      else setOffer({ ...offer, active: (offer.active + step + length) % length })
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) {
      event.preventDefault()
      take(chosen)
    } else if (event.key === 'Enter') {
      setOffer(NOTHING)
      commit()
    } else if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault()
      ask(true)
    } else if (event.key === 'Escape' && (open || text !== value)) {
      event.stopPropagation()
      event.preventDefault()
      if (!open) setText(value)
      setOffer(NOTHING)
    }
  }
  const wrong = problem !== undefined
  return (
    <div className="relative">
      <input
        ref={input}
        id={field?.id}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? `${ids}-list` : undefined}
        aria-activedescendant={offer.active < 0 ? undefined : `${ids}-${offer.active}`}
        aria-describedby={
          [field?.describedBy, wrong ? `${ids}-problem` : undefined].filter(Boolean).join(' ') || undefined
        }
        aria-invalid={wrong || field?.invalid === true ? true : undefined}
        spellCheck={false}
        autoComplete="off"
        data-typed={text === value ? undefined : ''}
        value={text}
        placeholder={placeholder}
        className={`${INPUT_CLASS} font-mono text-sm`}
        onChange={(event) => {
          setText(event.target.value)
          ask(false, event.target.value)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setOffer(NOTHING)
          commit()
        }}
      />
      {open && (
        <div
          id={`${ids}-list`}
          role="listbox"
          aria-label={t('expression.completions')}
          className="animate-pop absolute inset-x-0 top-full z-30 mt-1 max-h-44 overflow-y-auto rounded-lg bg-raised p-1 shadow-pop"
        >
          {offer.items.map((item, index) => (
            <Option
              key={item.name}
              id={`${ids}-${index}`}
              item={item}
              active={index === offer.active}
              onTake={() => take(item)}
            />
          ))}
        </div>
      )}
      {wrong && <ProblemAt id={`${ids}-problem`} problem={problem} text={text} />}
    </div>
  )
}

interface OptionProps {
  id: string
  item: Completion
  active: boolean
  onTake: () => void
}

/** The field keeps the keyboard; the pointer takes an offer before the field would lose it. */
function Option({ id, item, active, onTake }: OptionProps) {
  return (
    <div
      id={id}
      ref={(element) => {
        if (active) element?.scrollIntoView({ block: 'nearest' })
      }}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      onPointerDown={(event) => {
        event.preventDefault()
        onTake()
      }}
      className="flex min-h-6 cursor-default items-center rounded-md px-2 font-mono text-sm aria-selected:bg-hover hover:bg-hover"
    >
      {item.shown}
    </div>
  )
}

/** The text once more with a mark under the column, and the sentence below. */
function ProblemAt({ id, problem, text }: { id: string; problem: ExpressionProblem; text: string }) {
  const { column, message } = problem
  return (
    <div id={id} className="mt-1 text-xs break-words text-danger">
      <pre aria-hidden data-column={column} className="overflow-hidden font-mono text-sm leading-4">
        {aroundColumn(text, column)}
      </pre>
      {message}
    </div>
  )
}

const MOST = 30

/** At most {@link MOST} letters of the text, and below them a mark under the column. */
function aroundColumn(text: string, column: number): string {
  const start = Math.max(0, column - MOST + 4)
  const part = text.slice(start, start + MOST)
  return `${start > 0 ? '…' : ' '}${part}\n${' '.repeat(column - start)}▲`
}
