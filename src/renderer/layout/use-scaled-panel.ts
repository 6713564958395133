import { useEffect } from 'react'
import { usePanelRef } from 'react-resizable-panels'
import { useScaleStore } from '../texts/text-scale'

/** Lets a panel grow and shrink with the text in it. → for the panel */
export function useScaledPanel(): ReturnType<typeof usePanelRef> {
  const panel = usePanelRef()
  useEffect(
    () =>
      useScaleStore.subscribe(({ scale }, before) => {
        if (scale === before.scale || panel.current === null) return
        const pixels = (panel.current.getSize().inPixels * scale) / before.scale
        // Its limits are measured first.
        requestAnimationFrame(() => panel.current?.resize(pixels))
      }),
    [panel],
  )
  return panel
}
