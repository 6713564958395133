import { Check, ChevronDown } from 'lucide-react'
import { Select as Radix } from 'radix-ui'
import { use } from 'react'
import { classNames } from './class-names'
import { FieldContext } from './field'

export interface SelectOption {
  value: string
  label: string
}

interface SelectProps {
  value: string | undefined
  options: readonly SelectOption[]
  onChange: (value: string) => void
  placeholder?: string
  disabled?: boolean
  className?: string
  'aria-label'?: string
}

/** One of a few choices. */
export function Select({ value, options, onChange, placeholder, disabled, className, ...rest }: SelectProps) {
  const field = use(FieldContext)
  const chosen = options.find((option) => option.value === value)?.label ?? placeholder
  return (
    <Radix.Root value={value} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger
        id={field?.id}
        aria-describedby={field?.describedBy}
        // The closed control may be too narrow for it.
        title={chosen}
        {...rest}
        className={classNames(
          'flex h-7 w-full min-w-0 items-center gap-1 rounded-md bg-sunken pr-1.5 pl-2 text-base text-text ring-1 ring-line ring-inset',
          'hover:ring-line-strong disabled:opacity-50 data-placeholder:text-faint',
          className,
        )}
      >
        <span className="min-w-0 flex-1 truncate text-left">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown size={14} className="shrink-0 text-faint" aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="animate-pop z-50 max-h-80 min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg bg-raised p-1 shadow-pop"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-7 items-center gap-2 rounded-md pr-2 pl-6 text-base text-text outline-none select-none data-highlighted:bg-hover"
              >
                <Radix.ItemIndicator className="absolute left-2">
                  <Check size={14} className="text-accent-text" aria-hidden />
                </Radix.ItemIndicator>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
