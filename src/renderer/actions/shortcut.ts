/** Shortcuts such as `Mod+Shift+Z`: `Mod` is Ctrl, and Command on a Mac. */

interface KeyPress {
  key: string
  code?: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

const MAC = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent)

/** Whether the key press is this shortcut. */
export function matchesShortcut(press: KeyPress, shortcut: string, mac = MAC): boolean {
  const parts = shortcut.split('+')
  const key = (parts.at(-1) ?? '').toLowerCase()
  const mod = parts.includes('Mod')
  if (press.ctrlKey !== (mod && !mac) || press.metaKey !== (mod && mac)) return false
  if (press.altKey !== parts.includes('Alt')) return false
  const pressed = press.key === ' ' ? 'space' : press.key.toLowerCase()
  // The shift of `?` is part of the sign itself.
  const sign = key.length === 1 && !/[a-z0-9]/.test(key)
  if (!sign && press.shiftKey !== parts.includes('Shift')) return false
  return pressed === key || (press.shiftKey && press.code?.toLowerCase() === `key${key}`)
}

const MAC_SIGNS: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
const SIGNS: Record<string, string> = {
  Delete: 'Del',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** As people read it: `Ctrl+Shift+Z`, on a Mac `⇧⌘Z`. */
export function formatShortcut(shortcut: string, mac = MAC): string {
  const parts = shortcut.split('+').map((part) => SIGNS[part] ?? part)
  if (!mac) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+')
  const order = ['Alt', 'Shift', 'Mod']
  const modifiers = order.filter((part) => parts.includes(part)).map((part) => MAC_SIGNS[part] ?? part)
  return [...modifiers, parts.at(-1) ?? ''].join('')
}
