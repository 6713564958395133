/** The pages that are not docked, over all that is below the top bar. */
import { Suspense, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Inspector } from '../inspector/inspector'
import { Palette } from '../palette/palette'
import { useScaleStore } from '../texts/text-scale'
import { useTranslation } from '../texts/use-translation'
import { fetchedLater } from '../ui/fetched-later'
import type { Room } from '../window/frame-drag'
import { isSide, placeOf, togglePanel, useLayoutStore } from '../window/layout-store'
import type { LayoutState, PageName, Place } from '../window/layout-store'
import type { SideName } from '../window/side-panels'
import type { BottomPage } from './bottom-pages'
import { PageFrame } from './page-frame'

const CodePanel = fetchedLater(async () => (await import('../code/code-panel')).CodePanel)

/** The pages that stand somewhere else than where they are docked, the one in front last. */
export function placed(layout: LayoutState, pages: readonly BottomPage[]): PageName[] {
  return (Object.keys(layout.places) as PageName[]).filter(
    (name) =>
      placeOf(layout, name) !== null &&
      (isSide(name) ? layout.panels[name] : pages.some(({ id }) => id === name)),
  )
}

export function PageFrames({ pages }: { pages: readonly BottomPage[] }) {
  const layout = useLayoutStore()
  const [element, room] = useRoom()
  return (
    <div ref={element} className="pointer-events-none absolute inset-0 z-20">
      {room &&
        placed(layout, pages).map((name) => {
          const place = placeOf(layout, name)!
          const page = pages.find(({ id }) => id === name)
          return isSide(name) ? (
            <SideFrame key={name} name={name} place={place} room={room} />
          ) : (
            <PageFrame key={name} name={name} title={page!.name} place={place} room={room}>
              {page!.content}
            </PageFrame>
          )
        })}
    </div>
  )
}

function SideFrame({ name, place, room }: { name: SideName; place: Place; room: Room }) {
  const { t } = useTranslation()
  const { title, content } = sides[name]
  return (
    <PageFrame
      name={name}
      title={t(title)}
      place={place}
      room={room}
      onClose={() => togglePanel(name, false)}
    >
      {content}
    </PageFrame>
  )
}

const sides = {
  palette: { title: 'palette.title', content: <Palette /> },
  inspector: { title: 'inspector.title', content: <Inspector /> },
  code: {
    title: 'code.title',
    content: (
      <Suspense>
        <CodePanel />
      </Suspense>
    ),
  },
} as const satisfies Record<SideName, { title: string; content: ReactNode }>

/** What there is room for, in pixels at the usual text size; null until it is known. */
function useRoom() {
  const element = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState<Room | null>(null)
  const scale = useScaleStore((state) => state.scale)
  useEffect(() => {
    if (!element.current) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, size && { width: size.width / scale, height: size.height / scale }] as const
}
