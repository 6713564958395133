import { describe, expect, it } from 'vitest'
import { t } from '../words/words'
import { actionIds, actions, actionText, menuText } from './actions'
import { canvasKeys } from './canvas-keys'
import { actionsIn, contextMenus, menuBar, menuTitle } from './menus'
import type { Menu } from './menus'

const inMenuBar = menuBar.flatMap(actionsIn)

function menusIn(menu: Menu): Menu[] {
  return [
    menu,
    ...menu.sections
      .flat()
      .flatMap((item) => (typeof item === 'object' && 'menu' in item ? menusIn(item) : [])),
  ]
}

function repeated<T>(values: readonly T[]): T[] {
  return values.filter((value, at) => values.indexOf(value) !== at)
}

describe('the actions', () => {
  it('are each in the menu bar, once', () => {
    expect(inMenuBar.toSorted()).toEqual(actionIds.toSorted())
  })

  it('are each reachable without a pointer: by the palette, or by a shortcut', () => {
    const out = actionIds.filter(
      (id) => actions[id].inPalette === false && actions[id].shortcuts === undefined,
    )
    expect(out).toEqual([])
  })

  it('have a text each, as do their menus, and no two in one menu have the same', () => {
    for (const id of actionIds) {
      expect(t(actionText(id))).not.toBe(actionText(id))
      expect(t(menuText(id))).not.toBe(menuText(id))
    }
    for (const menu of menuBar.flatMap(menusIn)) {
      expect(t(menuTitle(menu.menu))).not.toBe(menuTitle(menu.menu))
      expect(repeated(actionsIn(menu).map((id) => t(menuText(id))))).toEqual([])
    }
    expect(repeated(actionIds.map((id) => t(actionText(id))))).toEqual([])
  })

  it('have shortcuts of their own', () => {
    expect(repeated(actionIds.flatMap((id) => actions[id].shortcuts ?? []))).toEqual([])
    const onCanvas = canvasKeys.filter(({ text }) => text !== 'shortcuts.palette').flatMap(({ keys }) => keys)
    expect(repeated(onCanvas)).toEqual([])
  })

  it('do not take keys from a text field that are typed there', () => {
    for (const id of actionIds)
      if (actions[id].inFields === true)
        for (const key of actions[id].shortcuts ?? []) expect(key).toMatch(/^Mod\+|F\d+$/)
  })

  it('stand in a menu of a right click only once', () => {
    for (const sections of Object.values(contextMenus)) expect(repeated(actionsIn({ sections }))).toEqual([])
  })
})
