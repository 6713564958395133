import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useTranslation } from '../texts/use-translation'
import { DebugStrip } from '../debugger/debug-strip'
import { Canvas } from '../canvas/canvas'
import { Inspector } from '../inspector/inspector'
import { CodePanel } from '../code/code-panel'
import { BottomPanel } from './bottom-panel'
import { Palette } from '../palette/palette'
import { LiveBanner } from '../run/live-banner'
import { useLayoutStore } from '../window/layout-store'

const BAR =
  'relative shrink-0 bg-line outline-none after:absolute after:z-10 hover:bg-accent focus-visible:bg-accent transition-colors'
const VERTICAL_BAR = `${BAR} w-px after:inset-y-0 after:-left-1 after:w-2`
const HORIZONTAL_BAR = `${BAR} h-px after:inset-x-0 after:-top-1 after:h-2`

/** Palette, canvas, code, inspector, and the panel below the canvas; each side can be closed and resized, and keeps its size. */
export function Workspace() {
  const { t } = useTranslation()
  const panels = useLayoutStore((state) => state.panels)
  const sides = useDefaultLayout({
    id: 'gradwire.workspace',
    panelIds: [
      ...(panels.palette ? ['palette'] : []),
      'centre',
      ...(panels.code ? ['code'] : []),
      ...(panels.inspector ? ['inspector'] : []),
    ],
    onlySaveAfterUserInteractions: true,
  })
  const below = useDefaultLayout({
    id: 'gradwire.centre',
    panelIds: ['canvas', ...(panels.bottom ? ['bottom'] : [])],
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
      {panels.palette && (
        <>
          <Panel
            id="palette"
            defaultSize="212px"
            minSize="168px"
            maxSize="320px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <Palette />
          </Panel>
          <Separator id="palette-bar" aria-label={t('layout.resizePalette')} className={VERTICAL_BAR} />
        </>
      )}
      <Panel id="centre" minSize="240px">
        <Group
          id="centre-group"
          orientation="vertical"
          defaultLayout={below.defaultLayout}
          onLayoutChanged={below.onLayoutChanged}
        >
          <Panel id="canvas" minSize="160px">
            <main aria-label={t('layout.canvas')} className="flex h-full flex-col">
              <DebugStrip />
              <div className="relative min-h-0 flex-1">
                <Canvas />
                <LiveBanner />
              </div>
            </main>
          </Panel>
          {panels.bottom && (
            <>
              <Separator id="bottom-bar" aria-label={t('layout.resizeBottom')} className={HORIZONTAL_BAR} />
              <Panel
                id="bottom"
                defaultSize="208px"
                minSize="120px"
                groupResizeBehavior="preserve-pixel-size"
              >
                <BottomPanel />
              </Panel>
            </>
          )}
        </Group>
      </Panel>
      {panels.code && (
        <>
          <Separator id="code-bar" aria-label={t('layout.resizeCode')} className={VERTICAL_BAR} />
          <Panel
            id="code"
            defaultSize="400px"
            minSize="272px"
            maxSize="900px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <CodePanel />
          </Panel>
        </>
      )}
      {panels.inspector && (
        <>
          <Separator id="inspector-bar" aria-label={t('layout.resizeInspector')} className={VERTICAL_BAR} />
          <Panel
            id="inspector"
            defaultSize="300px"
            minSize="248px"
            maxSize="560px"
            groupResizeBehavior="preserve-pixel-size"
          >
            <Inspector />
          </Panel>
        </>
      )}
    </Group>
  )
}
