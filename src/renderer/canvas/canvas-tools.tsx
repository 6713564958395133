import { useTranslation } from '../texts/use-translation'
import { ActionButton } from '../actions/action-button'
import { ProblemsButton } from '../problems/problems-button'

const TOOLS = ['view.zoomOut', 'view.zoomIn', 'view.fit', 'edit.arrange', 'view.minimap'] as const

/** The small bar in the canvas's corner. */
export function CanvasTools() {
  const { t } = useTranslation()
  return (
    <div className="pointer-events-none absolute bottom-3 left-3 z-10 flex items-center gap-2">
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
    </div>
  )
}
