import { Switch as Radix } from 'radix-ui'
import { use } from 'react'
import { FieldContext } from './field'

interface SwitchProps {
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
  'aria-label'?: string
}

/** On or off. */
export function Switch({ checked, onChange, ...rest }: SwitchProps) {
  const field = use(FieldContext)
  return (
    <span className="flex h-7 items-center">
      <Radix.Root
        id={field?.id}
        aria-describedby={field?.describedBy}
        checked={checked}
        onCheckedChange={onChange}
        {...rest}
        className="h-4 w-7 shrink-0 rounded-full bg-control-line p-0.5 transition-colors data-[state=checked]:bg-accent disabled:opacity-50"
      >
        <Radix.Thumb className="block size-3 rounded-full bg-white transition-transform data-[state=checked]:translate-x-3" />
      </Radix.Root>
    </span>
  )
}
