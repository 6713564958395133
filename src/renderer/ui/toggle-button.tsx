import type { ReactNode } from 'react'
import { classNames } from './class-names'

interface ToggleButtonProps {
  pressed: boolean
  onChange: (pressed: boolean) => void
  title?: string
  children: ReactNode
}

/** A small button with a text that stays pressed. */
export function ToggleButton({ pressed, onChange, title, children }: ToggleButtonProps) {
  return (
    <button
      type="button"
      title={title}
      aria-pressed={pressed}
      onClick={() => onChange(!pressed)}
      className={classNames(
        'h-6 shrink-0 rounded-md px-2 text-xs font-medium whitespace-nowrap transition-colors',
        pressed ? 'bg-active text-text' : 'text-muted hover:bg-hover hover:text-text',
      )}
    >
      {children}
    </button>
  )
}
