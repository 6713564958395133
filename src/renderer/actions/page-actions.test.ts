import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { pageActionIds } from '../../actions/actions'
import { actionsIn, contextMenus } from '../../actions/menus'
import { emptyDocument } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import { perform } from '../editing/edit'
import { RecordingHost } from '../engine-link/recording-host.fixture'
import { createDocumentSession } from '../session/document-session'
import type { DocumentSession } from '../session/document-session'
import type { MenuEntry } from '../ui/menu'
import type * as Entries from './menu-entries'
import type * as NativeMenu from './native-menu'

let entries: Pick<typeof Entries, 'mainMenuEntries' | 'menuEntries'>
let native: Pick<typeof NativeMenu, 'menuState'>
let session: DocumentSession

// What these modules keep on the machine they read as they are loaded.
beforeAll(async () => {
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('innerWidth', 1440)
  vi.stubGlobal('innerHeight', 900)
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }))
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  entries = await import('./menu-entries')
  native = await import('./native-menu')
})

beforeEach(() => {
  const { page, documentId } = new RecordingHost()
  session = createDocumentSession(page.connection, documentId)
  session.editor.getState().load(inferDocument(emptyDocument()), { path: null, name: 'a.json' })
})
afterEach(() => session.close())

function flatten(menu: readonly MenuEntry[]): Extract<MenuEntry, { kind: 'item' }>[] {
  return menu.flatMap((entry) =>
    entry.kind === 'item' ? [entry] : entry.kind === 'submenu' ? flatten(entry.entries) : [],
  )
}

const mainMenu = () => flatten(entries.mainMenuEntries(session, []))
const labelled = (id: string) => mainMenu().find((entry) => entry.id === id)

function chooseOptimizer(type: string): void {
  perform(session, { kind: 'set-training', training: { optimizer: { type, params: {} } } })
}

it('has every action of the page in its main menu, as the native menu has', () => {
  expect(
    mainMenu()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(pageActionIds.toSorted())
})

it('has no lines at the ends of a menu, nor two in a row', () => {
  const kinds = entries.mainMenuEntries(session, []).map(({ kind }) => kind)
  expect(kinds.at(0)).not.toBe('separator')
  expect(kinds.at(-1)).not.toBe('separator')
  expect(kinds.some((kind, at) => kind === 'separator' && kinds[at + 1] === 'separator')).toBe(false)
})

it('makes the menus of a right click from the list too', () => {
  for (const sections of Object.values(contextMenus))
    expect(flatten(entries.menuEntries(session, { sections })).map(({ id }) => id)).toEqual(
      actionsIn({ sections }),
    )
})

it('says what Undo and Redo would do, and lets nobody choose them where they would do nothing', () => {
  expect(labelled('edit.undo')).toMatchObject({ label: 'Undo', disabled: true })
  chooseOptimizer('Adam')
  chooseOptimizer('RMSprop')
  expect(labelled('edit.undo')).toMatchObject({ label: 'Undo: Set optimiser to RMSprop', disabled: false })
  session.editor.getState().undo()
  expect(labelled('edit.undo')?.label).toBe('Undo: Set optimiser to Adam')
  expect(labelled('edit.redo')?.label).toBe('Redo: Set optimiser to RMSprop')
})

it('tells a native menu what can be done, what is on, and what Undo would take back', () => {
  chooseOptimizer('Adam')
  const state = native.menuState(session, false)
  expect(state.enabled).toEqual(expect.arrayContaining(['file.new', 'edit.undo', 'edit.paste']))
  expect(state.enabled).not.toContain('edit.redo')
  expect(state.enabled).not.toContain('export.onnx')
  expect(state.on).toEqual(expect.arrayContaining(['view.snap', 'theme.system']))
  expect(state.on).not.toContain('view.minimap')
  expect(state.details).toEqual({ 'edit.undo': 'Set optimiser to Adam' })
})

it('leaves the Edit menu to a text field that has the keyboard', () => {
  chooseOptimizer('Adam')
  const { enabled, details } = native.menuState(session, true)
  expect(enabled).toEqual(expect.arrayContaining(['edit.undo', 'edit.redo', 'edit.cut', 'edit.copy']))
  expect(enabled).not.toContain('edit.duplicate')
  expect(details).toEqual({})
})
