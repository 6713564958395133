import { Suspense, useEffect } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useTranslation } from '../texts/use-translation'
import { DebugStrip } from '../debugger/debug-strip'
import { Canvas } from '../canvas/canvas'
import { Inspector } from '../inspector/inspector'
import { BottomPanel } from './bottom-panel'
import { useBottomPages } from './bottom-pages'
import type { BottomPage } from './bottom-pages'
import { PageFrames, placed } from './page-frames'
import { Palette } from '../palette/palette'
import { LiveBanner } from '../run/live-banner'
import { isPanelShown, placeOf, useLayoutStore } from '../window/layout-store'
import { keepLayouts } from '../window/kept-layouts'
import { useSession } from '../session/session-provider'
import { canvasBeside, sideWidths } from '../window/side-panels'
import type { SideName } from '../window/side-panels'
import { fetchedLater } from '../ui/fetched-later'
import { useScaledPanel } from './use-scaled-panel'

const CodePanel = fetchedLater(async () => (await import('../code/code-panel')).CodePanel)

const BAR =
  'relative shrink-0 bg-line outline-none after:absolute after:z-10 hover:bg-accent focus-visible:bg-accent transition-colors'
const VERTICAL_BAR = `${BAR} w-px after:inset-y-0 after:-left-1 after:w-2`
const HORIZONTAL_BAR = `${BAR} h-px after:inset-x-0 after:-top-1 after:h-2`

/** All that is below the top bar: what is docked, and before it what floats or fills the window. */
export function Workspace() {
  const { editor } = useSession()
  useEffect(() => keepLayouts(editor), [editor])
  const pages = useBottomPages()
  const covered = useLayoutStore((state) => placed(state, pages).some((name) => state.places[name]?.full))
  return (
    <div className="relative flex min-h-0 flex-1">
      <div inert={covered} className="flex min-h-0 min-w-0 flex-1">
        <Docked pages={pages} />
      </div>
      <PageFrames pages={pages} />
    </div>
  )
}

/** Palette, canvas, code, inspector, and the panel below the canvas; each side can be closed and resized, and keeps its size. Where there is no room for all, some give way. */
function Docked({ pages }: { pages: readonly BottomPage[] }) {
  const { t } = useTranslation()
  const palette = useLayoutStore((state) => isDocked(state, 'palette'))
  const code = useLayoutStore((state) => isDocked(state, 'code'))
  const inspector = useLayoutStore((state) => isDocked(state, 'inspector'))
  const away = useLayoutStore((state) => pages.filter(({ id }) => placeOf(state, id) !== null).length)
  const docked = pages.filter(({ id }) => placeOf(useLayoutStore.getState(), id) === null)
  const bottom = useLayoutStore((state) => state.panels.bottom) && away < pages.length
  const left: SideName[] = palette ? ['palette'] : []
  const right: SideName[] = [
    ...(code ? (['code'] as const) : []),
    ...(inspector ? (['inspector'] as const) : []),
  ]
  const room = useLayoutStore((state) => canvasBeside([...left, ...right], state.width))
  const sides = useDefaultLayout({
    id: 'gradwire.workspace',
    panelIds: [...left, 'centre', ...right],
    onlySaveAfterUserInteractions: true,
  })
  const scaled = {
    palette: useScaledPanel(),
    code: useScaledPanel(),
    inspector: useScaledPanel(),
    bottom: useScaledPanel(),
  }
  const below = useDefaultLayout({
    id: 'gradwire.centre',
    panelIds: ['canvas', ...(bottom ? ['bottom'] : [])],
    onlySaveAfterUserInteractions: true,
  })
  return (
    <Group
      id="workspace"
      orientation="horizontal"
      className="min-h-0 flex-1"
      defaultLayout={sides.defaultLayout}
      onLayoutChanged={sides.onLayoutChanged}
    >
      {palette && (
        <>
          <Panel id="palette" panelRef={scaled.palette} {...sized('palette')}>
            <Palette />
          </Panel>
          <Separator id="palette-bar" aria-label={t('layout.resizePalette')} className={VERTICAL_BAR} />
        </>
      )}
      <Panel id="centre" minSize={pixels(room)}>
        <Group
          id="centre-group"
          orientation="vertical"
          defaultLayout={below.defaultLayout}
          onLayoutChanged={below.onLayoutChanged}
        >
          <Panel id="canvas" minSize={pixels(160)}>
            <main aria-label={t('layout.canvas')} className="flex h-full flex-col">
              <DebugStrip />
              <div className="relative min-h-0 flex-1">
                <Canvas />
                <LiveBanner />
              </div>
            </main>
          </Panel>
          {bottom && (
            <>
              <Separator id="bottom-bar" aria-label={t('layout.resizeBottom')} className={HORIZONTAL_BAR} />
              <Panel
                id="bottom"
                panelRef={scaled.bottom}
                defaultSize={pixels(208)}
                minSize={pixels(120)}
                groupResizeBehavior="preserve-pixel-size"
              >
                <BottomPanel pages={docked} />
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      {code && (
        <>
          <Separator id="code-bar" aria-label={t('layout.resizeCode')} className={VERTICAL_BAR} />
          <Panel id="code" panelRef={scaled.code} {...sized('code')}>
            <Suspense>
              <CodePanel />
            </Suspense>
          </Panel>
        </>
      )}
      {inspector && (
        <>
          <Separator id="inspector-bar" aria-label={t('layout.resizeInspector')} className={VERTICAL_BAR} />
          <Panel id="inspector" panelRef={scaled.inspector} {...sized('inspector')}>
            <Inspector />
          </Panel>
        </>
      )}
    </Group>
  )
}

function isDocked(state: Parameters<typeof isPanelShown>[0], side: SideName): boolean {
  return isPanelShown(state, side) && placeOf(state, side) === null
}

function sized(side: SideName) {
  const { least, usual, most } = sideWidths[side]
  return {
    minSize: pixels(least),
    defaultSize: pixels(usual),
    maxSize: pixels(most),
    groupResizeBehavior: 'preserve-pixel-size',
  } as const
}

/** Pixels at the usual text size. */
function pixels(count: number): `${number}rem` {
  return `${count / 16}rem`
}
