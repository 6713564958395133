/** Shortcuts such as `Mod+Shift+Z`: `Mod` is Ctrl, and Command on a Mac. */
import { t } from '../words/words'

type Letter =
  'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | 'N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z' // prettier-ignore
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type Sign = '/' | '?' | '+' | '-' | '='
type Named =
  | 'Space'
  | 'Enter'
  | 'Tab'
  | 'Esc'
  | 'Delete'
  | 'Backspace'
  | `Arrow${'Up' | 'Down' | 'Left' | 'Right'}`
  | `F${5 | 8 | 9 | 10 | 11}`

export type Shortcut = `${'' | 'Mod+'}${'' | 'Alt+'}${'' | 'Shift+'}${Letter | Digit | Sign | Named}`

interface KeyPress {
  key: string
  code?: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
}

/** How shortcuts call what browsers name otherwise. */
const NAMES: Record<string, string> = { ' ': 'space', Escape: 'esc' }

/** Whether the key press is this shortcut. */
export function matchesShortcut(press: KeyPress, shortcut: Shortcut, mac: boolean): boolean {
  const { modifiers, key } = parts(shortcut)
  const wanted = key.toLowerCase()
  const mod = modifiers.includes('Mod')
  if (press.ctrlKey !== (mod && !mac) || press.metaKey !== (mod && mac)) return false
  if (press.altKey !== modifiers.includes('Alt')) return false
  const pressed = NAMES[press.key] ?? press.key.toLowerCase()
  // The shift of `?` is part of the sign itself.
  const sign = wanted.length === 1 && !/[a-z0-9]/.test(wanted)
  if (!sign && press.shiftKey !== modifiers.includes('Shift')) return false
  // With Shift a key may type something else, on a Mac with Alt too.
  return (
    pressed === wanted ||
    ((press.shiftKey || (mac && press.altKey)) && press.code?.toLowerCase() === `key${wanted}`)
  )
}

const WORDS = ['Mod', 'Alt', 'Shift', 'Space', 'Enter', 'Tab', 'Esc', 'Delete', 'Backspace'] as const
const MAC_SIGNS: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
const SIGNS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** As people read it: `Ctrl+Shift+Z`, on a Mac `⇧⌘Z`. */
export function formatShortcut(shortcut: Shortcut, mac: boolean): string {
  const { modifiers, key } = parts(shortcut)
  const shown = SIGNS[key] ?? wordOf(key)
  if (!mac) return [...modifiers.map(wordOf), shown].join('+')
  const order = ['Alt', 'Shift', 'Mod']
  return [...order.filter((each) => modifiers.includes(each)).map((each) => MAC_SIGNS[each]), shown].join('')
}

/** What stands on the key, where that is a word. */
function wordOf(key: string): string {
  return isWord(key) ? t(`key.${key}`) : key
}

function isWord(key: string): key is (typeof WORDS)[number] {
  return (WORDS as readonly string[]).includes(key)
}

/** As Electron's menus want it: `CmdOrCtrl+Shift+Z`. */
export function accelerator(shortcut: Shortcut): string {
  const { modifiers, key } = parts(shortcut)
  const name = key === '+' ? 'Plus' : key.replace(/^Arrow/, '')
  return [...modifiers.map((each) => (each === 'Mod' ? 'CmdOrCtrl' : each)), name].join('+')
}

/** Whether it cannot be typed into a text. */
export function hasModifier(shortcut: Shortcut): boolean {
  return parts(shortcut).modifiers.includes('Mod')
}

function parts(shortcut: Shortcut): { modifiers: string[]; key: string } {
  // The key itself may be a plus.
  const [, before = '', key = ''] = /^(.*\+)?(.+)$/.exec(shortcut) ?? []
  return { modifiers: before.split('+').filter((each) => each !== ''), key }
}
