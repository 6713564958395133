import { TextField } from './text-field'

interface NumberFieldProps {
  /** undefined: not given, the placeholder shows what holds then. */
  value: number | undefined
  onCommit: (value: number | undefined) => void
  /** Told when what was typed is no number. */
  onInvalid?: (text: string) => void
  placeholder?: string
  /** Step of the arrow keys; with Shift ten times as much. */
  step?: number
  min?: number
  max?: number
  integer?: boolean
  disabled?: boolean
  'aria-label'?: string
}

/** A number that can be left empty; the arrow keys change it. */
export function NumberField(props: NumberFieldProps) {
  const { value, onCommit, onInvalid, step = 1, min, max, integer = false, placeholder, ...rest } = props
  const commit = (text: string) => {
    const trimmed = text.trim()
    if (trimmed === '') return onCommit(undefined)
    const number = Number(trimmed)
    if (Number.isNaN(number)) return onInvalid?.(text)
    onCommit(number)
  }
  return (
    <TextField
      onKeyDownCapture={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        const from = value ?? Number(placeholder ?? min ?? 0)
        const sign = event.key === 'ArrowUp' ? 1 : -1
        const next = from + sign * step * (event.shiftKey ? 10 : 1)
        const bounded = Math.min(max ?? Infinity, Math.max(min ?? -Infinity, next))
        onCommit(integer ? Math.round(bounded) : Number(bounded.toPrecision(12)))
      }}
      inputMode={integer ? 'numeric' : 'decimal'}
      mono
      placeholder={placeholder}
      value={value === undefined ? '' : String(value)}
      onCommit={commit}
      {...rest}
    />
  )
}
