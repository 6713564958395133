import { RadioGroup } from 'radix-ui'
import type { ComponentProps, FocusEvent } from 'react'

/** One of a radio group. What an arrow key comes to is chosen, however short the key is held: Radix does so only while it is down. */
export function RadioItem(props: ComponentProps<typeof RadioGroup.Item>) {
  return <RadioGroup.Item {...props} onFocus={choose} />
}

function choose(event: FocusEvent<HTMLButtonElement>): void {
  const { currentTarget: item, relatedTarget: from } = event
  const isMove = from instanceof Element && item.closest('[role=radiogroup]')?.contains(from) === true
  if (!isMove || item.dataset.state === 'checked' || !item.matches(':focus-visible')) return
  // Else Radix chooses it a second time.
  event.preventDefault()
  item.click()
}
