import { useTranslation } from '../texts/use-translation'
import { perform } from '../editing/edit'
import { CheckedNameField } from './checked-name-field'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** The class name of a definition; all its instances follow. */
export function ModuleNameField({ module }: { module: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const modules = useEditor((state) => state.document.modules)
  const taken = new Set(Object.keys(modules).filter((name) => name !== module))
  const rename = (name: string) => {
    const { editModule, module: shown } = session.editor.getState()
    if (
      perform(session, { kind: 'rename-module', module, name }).kind === 'done' &&
      shown === module &&
      session.editor.getState().module !== name
    )
      editModule(name)
  }
  return <CheckedNameField label={t('modules.className')} name={module} taken={taken} onRename={rename} />
}
