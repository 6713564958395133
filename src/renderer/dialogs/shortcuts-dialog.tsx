import { useTranslation } from '../texts/use-translation'
import { actions } from '../actions/index'
import { formatShortcut } from '../actions/shortcut'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'

const CANVAS_KEYS = [
  ['shortcuts.tab', 'Tab'],
  ['shortcuts.inspect', 'Enter'],
  ['shortcuts.select', 'Space'],
  ['shortcuts.move', 'ArrowLeft ArrowUp ArrowDown ArrowRight'],
  ['shortcuts.moveFar', 'Shift+ArrowRight'],
  ['shortcuts.clear', 'Esc'],
  ['shortcuts.palette', 'ArrowUp ArrowDown'],
] as const

const GROUPS = ['file', 'edit', 'module', 'run', 'view', 'help'] as const

/** Every key, by what it is for. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open size="lg" onClose={onClose} title={t('shortcuts.title')}>
      <div className="gap-x-8 sm:columns-2">
        {GROUPS.map((group) => (
          <Group
            key={group}
            title={t(`menu.${group}`)}
            rows={actions
              .filter(({ id, shortcuts }) => id.startsWith(`${group}.`) && shortcuts !== undefined)
              .map(({ label, shortcuts = [] }) => ({
                label: t(label),
                keys: shortcuts.map((each) => formatShortcut(each)),
              }))}
          />
        ))}
        <Group
          title={t('shortcuts.canvas')}
          rows={CANVAS_KEYS.map(([label, keys]) => ({
            label: t(label),
            keys: keys.split(' ').map((key) => formatShortcut(key)),
          }))}
        />
      </div>
    </Dialog>
  )
}

function Group({ title, rows }: { title: string; rows: { label: string; keys: readonly string[] }[] }) {
  if (rows.length === 0) return null
  return (
    <section className="mb-4 break-inside-avoid">
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      <dl>
        {rows.map(({ label, keys }) => (
          <div key={label} className="flex min-h-7 items-center gap-2 border-b border-line text-sm">
            <dt className="min-w-0 flex-1 text-muted">{label}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key} keys={key} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
