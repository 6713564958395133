import { t as textOf } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { actions, actionText } from '../../actions/actions'
import { canvasKeys, mouseGestures } from '../../actions/canvas-keys'
import { actionsIn, menuBar, menuTitle } from '../../actions/menus'
import { Dialog } from '../ui/dialog'
import { Kbd } from '../ui/kbd'
import { modKey, shownKeys } from '../window/keys'

/** Every key, by what it is for. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open size="lg" onClose={onClose} title={t('shortcuts.title')}>
      <div className="gap-x-8 @min-[36rem]:columns-2">
        {menuBar.map((menu) => (
          <Group
            key={menu.menu}
            title={t(menuTitle(menu.menu))}
            rows={actionsIn(menu).flatMap((id) => {
              const { by, shortcuts } = actions[id]
              // What the desktop app does, it shows in its own menu.
              if (by === 'host' || shortcuts === undefined) return []
              return [{ label: t(actionText(id)), keys: shortcuts.map(shownKeys) }]
            })}
          />
        ))}
        <Group
          title={t('shortcuts.canvas')}
          rows={canvasKeys.map(({ text, keys }) => ({ label: t(text), keys: keys.map(shownKeys) }))}
        />
        <Group
          title={t('shortcuts.mouse')}
          rows={mouseGestures.map((gesture) => ({
            label: t(`shortcuts.does.${gesture}`),
            keys: [t(`shortcuts.gesture.${gesture}`, { key: modifierOf(gesture) })],
          }))}
        />
      </div>
    </Dialog>
  )
}

/** The key that is held down with the mouse, as it is called here. */
function modifierOf(gesture: (typeof mouseGestures)[number]): string {
  return gesture === 'zoom' ? modKey() : textOf('key.Shift')
}

function Group({ title, rows }: { title: string; rows: { label: string; keys: readonly string[] }[] }) {
  if (rows.length === 0) return null
  return (
    <section className="mb-4 break-inside-avoid">
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      <dl>
        {rows.map(({ label, keys }) => (
          <div key={label} className="flex min-h-7 items-center gap-2 border-b border-line py-1 text-sm">
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
