import type { ComponentProps } from 'react'
import { classNames } from './class-names'

export type ButtonTone = 'default' | 'primary' | 'quiet' | 'danger'

const TONES: Record<ButtonTone, string> = {
  default: 'bg-surface text-text ring-1 ring-inset ring-line-strong hover:bg-hover active:bg-active',
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  quiet: 'text-muted hover:bg-hover hover:text-text active:bg-active',
  danger: 'bg-danger-soft text-danger ring-1 ring-inset ring-danger-line hover:brightness-95',
}

interface ButtonProps extends ComponentProps<'button'> {
  tone?: ButtonTone
  size?: 'sm' | 'md'
}

/** A button with a text. */
export function Button({ tone = 'default', size = 'md', className, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors',
        'disabled:pointer-events-none disabled:opacity-45',
        size === 'sm' ? 'h-6 px-2 text-sm' : 'h-7 px-2.5 text-base',
        TONES[tone],
        className,
      )}
      {...rest}
    />
  )
}
