import { useTranslation } from '../texts/use-translation'
import { ActionButton } from '../actions/action-button'
import { classNames } from '../ui/class-names'
import { LaneLegend } from '../overlay/lane-legend'
import { useLayoutStore } from '../window/layout-store'
import { ProblemsButton } from '../problems/problems-button'

const TOOLS = ['view.zoomOut', 'view.zoomIn', 'view.fit', 'edit.arrange', 'view.minimap'] as const

/** The small bar in the canvas's corner. */
export function CanvasTools() {
  const { t } = useTranslation()
  const minimap = useLayoutStore((state) => state.minimap)
  return (
    <div
      className={classNames(
        'pointer-events-none @container absolute bottom-3 left-3 z-10',
        // Beside the small map, and beside React Flow's name.
        minimap ? 'right-60' : 'right-24',
      )}
    >
      <div className="flex items-center gap-2">
        <div
          role="toolbar"
          aria-label={t('canvas.tools')}
          className="pointer-events-auto flex items-center gap-0.5 rounded-lg bg-surface p-0.5 shadow-node"
        >
          <ActionButton id="edit.addLayer" side="top" />
          <span className="mx-0.5 h-4 w-px bg-line" aria-hidden />
          {TOOLS.map((id) => (
            <ActionButton key={id} id={id} side="top" />
          ))}
        </div>
        <ProblemsButton />
        <LaneLegend />
      </div>
    </div>
  )
}
