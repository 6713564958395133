import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useEditorStore } from '../state/editor-store'
import { Select } from '../ui/select'

/** Which module of the document the canvas shows; only where there are several. */
export function ModuleCrumbs() {
  const { t } = useTranslation()
  const module = useEditorStore((state) => state.module)
  const modules = useEditorStore((state) => state.document.modules)
  const main = useEditorStore((state) => state.document.main)
  const editModule = useEditorStore((state) => state.editModule)
  const names = Object.keys(modules)
  if (names.length < 2) return null
  return (
    <nav
      aria-label={t('canvas.modules')}
      className="absolute top-3 left-3 z-10 flex items-center gap-1 rounded-lg bg-surface p-1 text-sm shadow-node"
    >
      {module !== main && (
        <>
          <button
            type="button"
            className="rounded-sm pl-1 text-muted hover:text-text"
            onClick={() => editModule(main)}
          >
            {main}
          </button>
          <ChevronRight size={14} className="text-faint" aria-hidden />
        </>
      )}
      <Select
        aria-label={t('canvas.shownModule')}
        className="w-36"
        value={module}
        options={names.map((name) => ({ value: name, label: name }))}
        onChange={editModule}
      />
    </nav>
  )
}
