import { useTranslation } from '../texts/use-translation'
import { editedDefinition } from '../editing/editor-store'
import { useEditor } from '../session/use-stores'

/** Says to screen readers what changed on the canvas: what is selected, and how many problems there are. */
export function LiveRegion() {
  const { t } = useTranslation()
  const errors = useEditor((state) => state.findings.filter((finding) => finding.severity === 'error').length)
  const selected = useEditor((state) => {
    if (state.selection.kind !== 'node') return ''
    const { id } = state.selection
    return editedDefinition(state).nodes.find((node) => node.id === id)?.name ?? ''
  })
  return (
    <div className="sr-only">
      <p aria-live="polite">{selected !== '' && t('layout.selected', { name: selected })}</p>
      <p aria-live="polite">{errors > 0 ? t('problems.errors', { count: errors }) : t('problems.none')}</p>
    </div>
  )
}
