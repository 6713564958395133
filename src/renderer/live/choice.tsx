import { classNames } from '../ui/class-names'

interface ChoiceProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string; hint?: string }[]
  onChange: (value: T) => void
  className?: string
}

/** One of two to four, all seen. */
export function Choice<T extends string>({ label, value, options, onChange, className }: ChoiceProps<T>) {
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={classNames('flex rounded-md bg-sunken p-0.5 ring-1 ring-line ring-inset', className)}
    >
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          title={option.hint}
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            const next = options[(index + by + options.length) % options.length]
            if (by === 0 || !next) return
            event.preventDefault()
            onChange(next.value)
            const row = event.currentTarget.parentElement
            row?.querySelectorAll('button')[options.indexOf(next)]?.focus()
          }}
          className="h-5.5 flex-1 rounded-sm px-2 text-xs font-medium whitespace-nowrap text-muted transition-colors hover:text-text aria-checked:bg-surface aria-checked:text-text aria-checked:shadow-node dark:aria-checked:bg-active"
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
