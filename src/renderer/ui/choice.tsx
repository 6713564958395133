import { RadioGroup } from 'radix-ui'
import { classNames } from './class-names'
import { RadioItem } from './radio-item'

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
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={classNames('flex rounded-md bg-sunken p-0.5 ring-1 ring-line ring-inset', className)}
    >
      {options.map((option) => (
        <RadioItem
          key={option.value}
          value={option.value}
          title={option.hint}
          className="h-5.5 flex-1 rounded-sm px-2 text-xs font-medium whitespace-nowrap text-muted transition-colors hover:text-text data-[state=checked]:bg-surface data-[state=checked]:text-text data-[state=checked]:shadow-node dark:data-[state=checked]:bg-active"
        >
          {option.label}
        </RadioItem>
      ))}
    </RadioGroup.Root>
  )
}
