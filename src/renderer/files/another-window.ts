/** Another window of the program, with a file in it. */
import { host, useHostStore } from '../host/host'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

const KEY = 'gradwire.window.'
/** Milliseconds after which it is offered again: a browser says nothing of a window that it does not let come. */
const PATIENCE = 5000

/** - `path`: of a file that this window had open */
export async function openInAnotherWindow(path: string): Promise<void> {
  if (useHostStore.getState().info?.kind === 'electron') await host().call('openWindow', { path })
  else openTab(path)
}

function openTab(path: string): void {
  const key = KEY + crypto.randomUUID()
  const name = path.split(/[\\/]/).at(-1) ?? path
  let hide = (): void => undefined
  const end = (): void => {
    clearTimeout(timer)
    removeEventListener('storage', listen)
    hide()
  }
  const listen = (event: StorageEvent): void => {
    if (event.key === key && event.newValue === null) end()
  }
  const timer = setTimeout(() => {
    const perform = (): void => {
      end()
      localStorage.removeItem(key)
      openTab(path)
    }
    hide = showToast({
      tone: 'info',
      keep: true,
      title: t('file.anotherWindow.title', { name }),
      action: { label: t('file.anotherWindow.open', { name }), perform },
    })
  }, PATIENCE)
  addEventListener('storage', listen)
  localStorage.setItem(key, path)
  // Without an opener it begins with nothing of this window's.
  window.open(`${location.pathname}${location.search}#window=${key.slice(KEY.length)}`, '_blank', 'noopener')
}

/** The file that another window has given this one, which is told once; no address can name one. */
export function takeGivenFile(): string | null {
  const [, token] = /^#window=([\w-]+)$/.exec(location.hash) ?? []
  if (token === undefined) return null
  history.replaceState(history.state, '', location.pathname + location.search)
  const path = localStorage.getItem(KEY + token)
  localStorage.removeItem(KEY + token)
  return path
}
