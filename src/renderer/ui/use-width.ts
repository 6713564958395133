import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useScaleStore } from '../texts/text-scale'

/** An element's width in whole pixels at the usual text size, as it changes; 0 until it is known. */
export function useWidth<E extends HTMLElement = HTMLDivElement>(): [RefObject<E | null>, number] {
  const element = useRef<E>(null)
  const [width, setWidth] = useState(0)
  const scale = useScaleStore((state) => state.scale)
  useEffect(() => {
    if (!element.current) return undefined
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, Math.floor(width / scale)]
}
