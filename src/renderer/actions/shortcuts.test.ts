import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { DocumentSession } from '../session/document-session'
import type * as Shortcuts from './shortcuts'

const runAction = vi.hoisted(() => vi.fn())
vi.mock('./index', () => ({ runAction }))
vi.mock('./edit-actions', () => ({ pasteText: () => undefined }))

const session = { run: { getState: () => ({ progress: { state: 'idle' } }) } } as unknown as DocumentSession
const listeners = new Set<(event: object) => void>()
/** What is open beside the page: a selector matches it that names one of these. */
let open: string[]
let stop: () => void

// What these modules keep on the machine they read as they are loaded.
beforeAll(async () => {
  const page = {
    addEventListener: (type: string, listener: (event: object) => void, options?: object) =>
      type === 'keydown' && options === undefined && listeners.add(listener),
    removeEventListener: () => undefined,
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
  }
  vi.stubGlobal('window', Object.assign(globalThis, page))
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  vi.stubGlobal('innerWidth', 1440)
  vi.stubGlobal('innerHeight', 900)
  vi.stubGlobal('document', {
    querySelector: (selector: string) => open.find((each) => selector.includes(each)) ?? null,
  })
  vi.stubGlobal('getSelection', () => null)
  // The keys go to nothing that is one of these.
  for (const kind of ['Element', 'HTMLElement', 'HTMLButtonElement']) vi.stubGlobal(kind, Function)
  const { listenForShortcuts }: typeof Shortcuts = await import('./shortcuts')
  stop = listenForShortcuts(session)
})
afterAll(() => {
  stop()
  vi.unstubAllGlobals()
})
beforeEach(() => {
  open = []
  runAction.mockClear()
})

/** What a key with Ctrl does. */
function doneBy(key: string): unknown {
  const modifiers = { ctrlKey: true, metaKey: false, altKey: false, shiftKey: false }
  const event = { key, code: `Key${key.toUpperCase()}`, target: null, ...modifiers }
  for (const listener of listeners) listener({ ...event, preventDefault: () => undefined })
  return runAction.mock.lastCall?.[1]
}

it.each([
  ['k', 'help.commands'],
  ['o', 'file.open'],
  ['s', 'file.save'],
])('opens nothing by Ctrl+%s over a window that waits for an answer', (key, action) => {
  expect(doneBy(key)).toBe(action)
  runAction.mockClear()
  open = ['[data-window]', '[role="dialog"]']
  expect(doneBy(key)).toBeUndefined()
})

it('opens what is asked for over a menu or a list, which closes', () => {
  open = ['[role="menu"]']
  expect(doneBy('k')).toBe('help.commands')
})
