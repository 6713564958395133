import { expect, it } from 'vitest'
import { formatShortcut, matchesShortcut } from './shortcut'

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

it('matches the modifiers exactly', () => {
  expect(matchesShortcut({ ...none, key: 'z', ctrlKey: true }, 'Mod+Z', false)).toBe(true)
  expect(matchesShortcut({ ...none, key: 'Z', ctrlKey: true, shiftKey: true }, 'Mod+Z', false)).toBe(false)
  expect(matchesShortcut({ ...none, key: 'Z', ctrlKey: true, shiftKey: true }, 'Mod+Shift+Z', false)).toBe(
    true,
  )
  expect(matchesShortcut({ ...none, key: 'z' }, 'Mod+Z', false)).toBe(false)
})

it('takes Command for Mod on a Mac', () => {
  expect(matchesShortcut({ ...none, key: 's', metaKey: true }, 'Mod+S', true)).toBe(true)
  expect(matchesShortcut({ ...none, key: 's', ctrlKey: true }, 'Mod+S', true)).toBe(false)
  const typed = { ...none, key: 'π', code: 'KeyP', metaKey: true, altKey: true }
  expect(matchesShortcut(typed, 'Mod+Alt+P', true)).toBe(true)
})

it('does not ask for Shift where the sign itself needs it', () => {
  expect(matchesShortcut({ ...none, key: '?', shiftKey: true }, '?', false)).toBe(true)
  expect(matchesShortcut({ ...none, key: '/' }, '/', false)).toBe(true)
})

it('writes shortcuts as the system does', () => {
  expect(formatShortcut('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z')
  expect(formatShortcut('Mod+Shift+Z', true)).toBe('⇧⌘Z')
})
