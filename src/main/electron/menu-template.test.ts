import { readdirSync, readFileSync } from 'node:fs'
import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate } from './menu-template'

const ACTIONS = new URL('../../renderer/actions/', import.meta.url)

function flatten(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])])
}

function build(mac: boolean) {
  const sent: string[] = []
  const items = flatten(
    menuTemplate({
      mac,
      development: false,
      send: (action) => sent.push(action),
      newWindow: () => undefined,
    }),
  )
  return { items, sent }
}

/** Ids of the page's actions, from their source: the page's code does not run here. */
function pageActions(): Set<string> {
  const files = readdirSync(ACTIONS).filter((name) => name.endsWith('-actions.ts'))
  const sources = files.map((name) => readFileSync(new URL(name, ACTIONS), 'utf8'))
  return new Set(
    sources.flatMap((source) => [...source.matchAll(/\bid: '([\w.]+)'/g)].map((match) => match[1]!)),
  )
}

describe('the native menu', () => {
  it.each([true, false])('sends only actions that the page has (on a Mac: %s)', (mac) => {
    const { items, sent } = build(mac)
    for (const item of items)
      if (item.id !== undefined && item.id !== 'window.new') item.click?.({} as never, undefined, {})
    expect(sent.length).toBeGreaterThan(20)
    const known = pageActions()
    expect(sent.filter((action) => !known.has(action))).toEqual([])
  })

  it('leaves shortcuts to the page, which knows whether a text field has the keyboard', () => {
    const withAction = build(false).items.filter((item) => item.id !== undefined && item.id !== 'window.new')
    expect(withAction.every((item) => item.registerAccelerator === false)).toBe(true)
  })

  it('has the Mac’s own menu and clipboard there, and Quit under File elsewhere', () => {
    const roles = (mac: boolean) => build(mac).items.map((item) => item.role)
    expect(roles(true)).toEqual(expect.arrayContaining(['appMenu', 'cut', 'copy', 'paste', 'close']))
    expect(roles(false)).toContain('quit')
    expect(roles(false)).not.toContain('copy')
  })

  it('offers developer tools in development only', () => {
    const roles = (development: boolean) =>
      flatten(
        menuTemplate({ mac: false, development, send: () => undefined, newWindow: () => undefined }),
      ).map((item) => item.role)
    expect(roles(true)).toContain('toggleDevTools')
    expect(roles(false)).not.toContain('toggleDevTools')
  })
})
