/** What was typed counts, too, where a field goes while the keyboard is in it, as with a panel that folds: nothing else tells it then. */
import { useLayoutEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** - `commit`: takes what was typed, if there is something. */
export function useTypedAtEnd(input: RefObject<HTMLInputElement | null>, commit: () => void): void {
  const latest = useRef(commit)
  useLayoutEffect(() => {
    latest.current = commit
  })
  useLayoutEffect(() => {
    const field = input.current
    return () => {
      if (field !== null && document.activeElement === field) latest.current()
    }
  }, [input])
}
