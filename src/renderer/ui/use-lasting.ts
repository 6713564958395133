import { useEffect, useState } from 'react'

/** In milliseconds: what is over sooner would only flicker. */
const WHILE = 300

/** True once something has been so for a while, false as soon as it is over. */
export function useLasting(now: boolean): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!now) return undefined
    const timer = setTimeout(() => setLasts(true), WHILE)
    return () => {
      clearTimeout(timer)
      setLasts(false)
    }
  }, [now])
  return now && lasts
}
