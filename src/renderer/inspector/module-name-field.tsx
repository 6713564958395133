import { useTranslation } from '../texts/use-translation'
import { perform } from '../editing/edit'
import { useEditorStore } from '../editing/editor-store'
import { CheckedNameField } from './checked-name-field'

/** The class name of a definition; all its instances follow. */
export function ModuleNameField({ module }: { module: string }) {
  const { t } = useTranslation()
  const modules = useEditorStore((state) => state.document.modules)
  const taken = new Set(Object.keys(modules).filter((name) => name !== module))
  const rename = (name: string) => {
    const { editModule, module: shown } = useEditorStore.getState()
    if (
      perform({ kind: 'rename-module', module, name }).kind === 'done' &&
      shown === module &&
      useEditorStore.getState().module !== name
    )
      editModule(name)
  }
  return <CheckedNameField label={t('modules.className')} name={module} taken={taken} onRename={rename} />
}
