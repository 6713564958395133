import type { ReactNode } from 'react'
import { Menu } from './menu'

interface ChoiceMenuProps<T extends string> {
  trigger: ReactNode
  choices: readonly { value: T; label: string }[]
  onChoose: (value: T) => void
}

/** Values to take one of, in a menu that drops from a button. What a person can do stands in menus of actions. */
export function ChoiceMenu<T extends string>({ trigger, choices, onChoose }: ChoiceMenuProps<T>) {
  return (
    <Menu
      align="end"
      trigger={trigger}
      entries={choices.map(({ value, label }) => ({
        kind: 'item',
        id: value,
        label,
        onSelect: () => onChoose(value),
      }))}
    />
  )
}
