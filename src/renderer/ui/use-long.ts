import { useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** Whether a text has more lines than it is shown; also while all of them are. → for the text */
export function useLong<E extends HTMLElement>(lines: number): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null)
  const [long, setLong] = useState(false)
  useLayoutEffect(() => {
    const text = element.current
    if (text === null) return undefined
    const look = (): void => {
      const height = Number.parseFloat(getComputedStyle(text).lineHeight)
      setLong(text.scrollHeight > (lines + 0.5) * height)
    }
    look()
    // In a narrower place it breaks into more lines, and it may come to say something else.
    const sizes = new ResizeObserver(look)
    sizes.observe(text)
    const words = new MutationObserver(look)
    words.observe(text, { characterData: true, childList: true, subtree: true })
    return () => {
      sizes.disconnect()
      words.disconnect()
    }
  }, [lines])
  return [element, long]
}
