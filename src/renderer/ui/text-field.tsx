import { use, useRef, useState } from 'react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { FieldContext } from './field'
import { useTypedAtEnd } from './use-typed-at-end'

export const INPUT_CLASS =
  'h-7 w-full min-w-0 rounded-md bg-sunken px-2 text-base text-text ring-1 ring-inset ring-line transition-shadow placeholder:text-faint ' +
  'hover:ring-line-strong focus:bg-surface focus:outline-none focus:ring-2 focus:ring-accent aria-invalid:ring-danger disabled:opacity-50'

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'ref' | 'value' | 'onChange'> {
  value: string
  /** Called when the person leaves the field or presses Enter, if the text changed. */
  onCommit: (value: string) => void
  /** Called at every key. */
  onType?: (value: string) => void
  /** Called when Enter is pressed, not while it is held: it may be down from what came before. */
  onEnter?: () => void
  mono?: boolean
}

/** A line of text that takes effect on Enter, when it loses the focus, or goes with it; Escape takes the change back. */
export function TextField({ value, onCommit, onType, onEnter, mono, className, ...rest }: TextFieldProps) {
  const field = use(FieldContext)
  const [text, setText] = useState(value)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    // The value has changed from outside.
    setShown(value)
    setText(value)
  }
  const commit = () => {
    if (text !== value) onCommit(text)
  }
  const input = useRef<HTMLInputElement>(null)
  useTypedAtEnd(input, commit)
  return (
    <input
      id={field?.id}
      aria-describedby={field?.describedBy}
      aria-invalid={field?.invalid === true ? true : undefined}
      spellCheck={false}
      autoComplete="off"
      {...rest}
      ref={input}
      data-typed={text === value ? undefined : ''}
      className={classNames(INPUT_CLASS, mono === true && 'font-mono text-sm', className)}
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        onType?.(event.target.value)
      }}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          commit()
          if (!event.repeat && !event.nativeEvent.isComposing) onEnter?.()
        }
        if (event.key === 'Escape' && text !== value) {
          event.stopPropagation()
          setText(value)
          onType?.(value)
        }
      }}
    />
  )
}
