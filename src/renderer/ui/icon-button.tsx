import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { Tooltip } from './tooltip'

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  icon: LucideIcon
  label: string
  /** Shown as tooltip in place of the label, which it begins with. */
  hint?: string
  shortcut?: string
  /** For a button that stays pressed. */
  pressed?: boolean
  tone?: 'quiet' | 'primary'
  size?: 'sm' | 'md'
  side?: 'top' | 'right' | 'bottom' | 'left'
}

/** A square button with an icon; its label is its accessible name and its tooltip. */
export function IconButton(props: IconButtonProps) {
  const {
    icon: Icon,
    label,
    hint = label,
    shortcut,
    pressed,
    tone = 'quiet',
    size = 'md',
    side,
    className,
    ...rest
  } = props
  return (
    <Tooltip label={hint} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classNames(
          'inline-flex shrink-0 items-center justify-center rounded-md transition-colors',
          'disabled:pointer-events-none disabled:opacity-35',
          size === 'sm' ? 'size-6' : 'size-7',
          tone === 'primary'
            ? 'bg-accent text-on-accent hover:bg-accent-hover'
            : 'text-muted hover:bg-hover hover:text-text active:bg-active aria-pressed:bg-hover aria-pressed:text-text',
          className,
        )}
        {...rest}
      >
        <Icon size={size === 'sm' ? 14 : 16} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  )
}
