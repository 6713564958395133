import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { actionIds } from '../../actions/actions'
import type { ActionId } from '../../actions/actions'
import { menuTemplate, type MenuOptions } from './menu-template'

type Item = MenuItemConstructorOptions

const NO_EVENT = {}

function flatten(items: Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])])
}

function build(options: Partial<MenuOptions> = {}) {
  const ran: [ActionId, boolean][] = []
  const opened: string[] = []
  const bar = menuTemplate({
    mac: false,
    development: false,
    state: null,
    recent: [],
    run: (action, byKey) => ran.push([action, byKey]),
    open: (path) => opened.push(path),
    ...options,
  })
  const items = flatten(bar)
  const item = (id: ActionId): Item => items.find((each) => each.id === id) ?? {}
  const choose = (each: Item, event: object = NO_EVENT) => each.click?.({} as never, undefined, event)
  return { bar, items, item, choose, ran, opened }
}

/** What the Mac's system does in place of an action. */
const BY_THE_MAC: readonly ActionId[] = ['edit.cut', 'edit.copy', 'edit.paste', 'help.about']

describe('the native menu', () => {
  it('has every action, and sends it', () => {
    const { items, choose, ran } = build()
    for (const item of items) if (item.id !== undefined) choose(item)
    expect(ran.map(([action]) => action).toSorted()).toEqual(actionIds.toSorted())
  })

  it('has every action on a Mac too, where the system does some itself', () => {
    const { items } = build({ mac: true })
    const ids = items.flatMap(({ id }) => (id === undefined ? [] : [id]))
    expect([...ids, ...BY_THE_MAC].toSorted()).toEqual(actionIds.toSorted())
    const roles = items.map(({ role }) => role)
    expect(roles).toEqual(
      expect.arrayContaining(['appMenu', 'cut', 'copy', 'paste', 'close', 'windowMenu', 'help']),
    )
    expect(roles).not.toContain('quit')
  })

  it('has Quit under File where there is no menu of the app', () => {
    const roles = build().items.map(({ role }) => role)
    expect(roles).toContain('quit')
    expect(roles).not.toContain('appMenu')
    expect(roles).not.toContain('copy')
  })

  it('is called what the page calls it', () => {
    const { bar, item } = build()
    expect(bar.map(({ label }) => label)).toEqual([
      '&File',
      '&Edit',
      '&Module',
      '&Align',
      '&View',
      '&Run',
      '&Debug',
      '&Window',
      '&Help',
    ])
    expect(item('export.onnx').label).toBe('ONNX model…')
    expect(item('theme.dark').label).toBe('Dark')
    expect(item('view.zoomActual')).toMatchObject({ label: 'Zoom to 100 %', accelerator: 'CmdOrCtrl+1' })
  })

  it('says what Undo takes back, and shows no letter as a key of it', () => {
    const state = { enabled: [], on: [], details: { 'edit.undo': 'Set R&D of conv1 to 3' } }
    const { item } = build({ state })
    expect(item('edit.undo').label).toBe('Undo: Set R&&D of conv1 to 3')
    expect(item('edit.redo').label).toBe('Redo')
  })

  it('lets a person choose what the page can do now, and marks what is on', () => {
    const { item } = build({
      state: { enabled: ['edit.undo'], on: ['view.snap', 'theme.dark'], details: {} },
    })
    expect(item('edit.undo').enabled).toBe(true)
    expect(item('edit.redo').enabled).toBe(false)
    expect(item('file.newWindow').enabled).toBe(true)
    expect(item('view.snap')).toMatchObject({ type: 'checkbox', checked: true })
    expect(item('view.minimap')).toMatchObject({ type: 'checkbox', checked: false })
    expect(item('theme.dark')).toMatchObject({ type: 'radio', checked: true })
    expect(item('theme.light')).toMatchObject({ type: 'radio', checked: false })
  })

  it('lets everything be chosen until the page has spoken', () => {
    expect(build().items.filter(({ enabled }) => enabled === false)).toHaveLength(1)
    expect(build().items.find(({ enabled }) => enabled === false)?.label).toBe('No recent files')
  })

  it('leaves shortcuts to the page, and tells it which came by one', () => {
    const { items, item, choose, ran } = build()
    const own = items.filter(({ id }) => id !== undefined)
    expect(own.every(({ registerAccelerator }) => registerAccelerator === false)).toBe(true)
    choose(item('edit.duplicate'), { triggeredByAccelerator: true })
    choose(item('edit.duplicate'))
    expect(ran).toEqual([
      ['edit.duplicate', true],
      ['edit.duplicate', false],
    ])
  })

  it('takes no key on a Mac that is typed into a text', () => {
    const { item } = build({ mac: true })
    expect(item('edit.connect').accelerator).toBeUndefined()
    expect(item('edit.delete').accelerator).toBeUndefined()
    expect(item('edit.duplicate').accelerator).toBe('CmdOrCtrl+D')
    expect(build().item('edit.connect').accelerator).toBe('C')
  })

  it('opens files that were open lately', () => {
    const { items, choose, opened } = build({
      recent: [{ path: '/nets/a&b.json', name: 'a&b.json', opened: 0 }],
    })
    choose(items.find(({ label }) => label === 'a&&b.json') ?? {})
    expect(opened).toEqual(['/nets/a&b.json'])
  })

  it('offers developer tools in development only', () => {
    const roles = (development: boolean) => build({ development }).items.map(({ role }) => role)
    expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']))
    expect(roles(false)).not.toContain('toggleDevTools')
    const { bar } = build()
    for (const { submenu } of bar)
      if (Array.isArray(submenu)) expect(submenu.at(-1)?.type).not.toBe('separator')
  })
})
