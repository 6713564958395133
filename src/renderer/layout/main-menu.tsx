import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { RecentFile } from '../../main/contract'
import { exportActions } from '../actions/export-actions'
import { menuEntries } from '../actions/menu-entries'
import { openPath } from '../files/file-flow'
import { problemOf } from '../host/host-call-error'
import { ALIGNMENTS } from '../editing/align'
import { useHostStore } from '../host/host'
import { Menu } from '../ui/menu'
import type { MenuEntry } from '../ui/menu'
import { showToast } from '../ui/toast'
import { Logo } from './logo'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'

const EXPORT = exportActions.flatMap(({ id }, at) =>
  // What goes to the clipboard stands apart from what goes to files.
  id.startsWith('file.copy') && !exportActions[at - 1]?.id.startsWith('file.copy') ? ['-', id] : [id],
)
const EDIT = [
  'edit.undo', 'edit.redo', '-', 'edit.cut', 'edit.copy', 'edit.paste', 'edit.duplicate', 'edit.delete', 'edit.deleteReconnect', '-', 'edit.selectAll', 'edit.connect', 'edit.arrange',
] // prettier-ignore
const MODULE = [
  'module.group', 'module.ungroup', '-', 'module.open', 'module.leave', '-', 'module.new', 'module.copy', 'module.removeUnused',
] // prettier-ignore
const ALIGN = ALIGNMENTS.map((alignment) => `align.${alignment}`)
const VIEW = [
  'view.fit', 'view.zoomIn', 'view.zoomOut', 'view.zoomActual', '-', 'view.palette', 'view.bottom', 'view.inspector', 'view.minimap', 'view.snap',
] // prettier-ignore
const RUN = ['run.toggle', 'run.step', 'run.stop', 'run.reset']

/** Everything that the page can do, behind the logo. */
export function MainMenu() {
  const { t } = useTranslation()
  const session = useSession()
  const [recent, setRecent] = useState<readonly RecentFile[]>([])
  const loadRecent = () => {
    const { connection } = useHostStore.getState()
    connection?.call('listRecent', {}).then(setRecent).catch(say)
  }
  return (
    <Menu
      onOpen={loadRecent}
      entries={() => entriesOf(session, t, recent)}
      trigger={
        <button
          type="button"
          aria-label={t('menu.main')}
          className="flex h-8 shrink-0 items-center gap-0.5 rounded-md pr-1 pl-1.5 text-muted hover:bg-hover data-[state=open]:bg-hover"
        >
          <Logo />
          <ChevronDown size={14} aria-hidden />
        </button>
      }
    />
  )
}

function entriesOf(
  session: DocumentSession,
  t: ReturnType<typeof useTranslation>['t'],
  recent: readonly RecentFile[],
): MenuEntry[] {
  const recentEntries: MenuEntry[] = recent.map(({ path, name }) => ({
    kind: 'item',
    id: path,
    label: name,
    detail: path,
    onSelect: () => void openPath(session, path).catch(say),
  }))
  return [
    ...menuEntries(session, ['file.new', 'file.open']),
    {
      kind: 'submenu',
      id: 'recent',
      label: t('menu.recent'),
      entries: recentEntries.length > 0 ? recentEntries : [{ kind: 'label', label: t('menu.noRecent') }],
    },
    ...menuEntries(session, [
      'file.samples',
      'file.import',
      'file.importWeights',
      '-',
      'file.save',
      'file.saveAs',
    ]),
    { kind: 'submenu', id: 'export', label: t('menu.export'), entries: menuEntries(session, EXPORT) },
    { kind: 'separator' },
    { kind: 'submenu', id: 'edit', label: t('menu.edit'), entries: menuEntries(session, EDIT) },
    { kind: 'submenu', id: 'module', label: t('menu.module'), entries: menuEntries(session, MODULE) },
    { kind: 'submenu', id: 'align', label: t('menu.align'), entries: menuEntries(session, ALIGN) },
    { kind: 'submenu', id: 'view', label: t('menu.view'), entries: menuEntries(session, VIEW) },
    { kind: 'submenu', id: 'run', label: t('menu.run'), entries: menuEntries(session, RUN) },
    { kind: 'separator' },
    ...menuEntries(session, ['view.commands', 'help.shortcuts', 'help.about']),
  ]
}

function say(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
