/** Which panels and windows are open; kept on this machine, never in the document. */
import { create } from 'zustand'
import type { Category } from '../../graph/registry/definition'
import { sideWidths, sidesWithRoom } from './side-panels'
import type { SideName } from './side-panels'
import { textScale, useScaleStore } from '../texts/text-scale'

export type PanelName = SideName | 'bottom'
/** The texts of a document that the code panel shows. */
export const codeViews = ['print', 'model', 'train', 'summary', 'onnx'] as const
export type CodeView = (typeof codeViews)[number]
/** The pages of the panel below the canvas. */
export type BottomTab =
  'curves' | 'fit' | 'depth' | 'samples' | 'parameters' | 'console' | 'breakpoints' | 'feed'
/** What can stand over the canvas, or over all of it: a side, or a page of the panel below. */
export type PageName = SideName | BottomTab

/** In pixels at the usual text size, from the left upper corner of all that is below the top bar. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Of a page that is not docked. */
export interface Place {
  /** Where it floats; null for one that has filled the room from where it is docked. */
  readonly frame: Frame | null
  /** Whether it fills all the room. */
  readonly full: boolean
}

export type DialogName = 'commands' | 'shortcuts' | 'samples' | 'connect' | 'addHook' | 'about'

/** Which lanes of wires are shown. */
export type LanesShown = 'both' | 'forward' | 'backward'

/** How much of a palette's group is shown; without a word, its common types. */
export type GroupView = 'closed' | 'all'

export interface LayoutState {
  /** Those that the person wants open; there may be no room for all of them. */
  panels: Readonly<Record<PanelName, boolean>>
  /** The sides, the one that was asked for last at the end. */
  asked: readonly SideName[]
  /** Of the window, in pixels at the usual text size. */
  width: number
  height: number
  /** Of those that are not docked, the one in front last. */
  places: Readonly<Partial<Record<PageName, Place>>>
  groups: Readonly<Partial<Record<Category, GroupView>>>
  minimap: boolean
  snap: boolean
  lanes: LanesShown
  bottomTab: BottomTab
  /** The page in which somebody wants to go on with the keyboard. */
  pageWanted: PageName | null
  codeView: CodeView
  /** Grows when somebody wants to see the selected node's lines. */
  codeWanted: number
  dialog: DialogName | null
}

const KEY = 'gradwire.layout'

function kept(): Pick<
  LayoutState,
  'panels' | 'asked' | 'places' | 'groups' | 'minimap' | 'snap' | 'lanes' | 'codeView'
> {
  const start = {
    panels: { palette: true, inspector: true, bottom: window.innerHeight / textScale() >= 620, code: false },
    asked: ['palette', 'code', 'inspector'] as readonly SideName[],
    places: {},
    groups: {},
    minimap: false,
    snap: true,
    lanes: 'both' as LanesShown,
    codeView: 'print' as CodeView,
  }
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<typeof start>
    return { ...start, ...stored, panels: { ...start.panels, ...stored.panels } }
  } catch {
    return start
  }
}

export const useLayoutStore = create<LayoutState>(() => ({
  ...kept(),
  ...usualSize(),
  bottomTab: 'curves',
  pageWanted: null,
  codeWanted: 0,
  dialog: null,
}))

useLayoutStore.subscribe(({ panels, asked, places, groups, minimap, snap, lanes, codeView }) =>
  localStorage.setItem(
    KEY,
    JSON.stringify({ panels, asked, places, groups, minimap, snap, lanes, codeView }),
  ),
)

/** Lets panels give way, and come back, as the window and the text size change. */
export function followSize(): void {
  const follow = () => useLayoutStore.setState(usualSize())
  window.addEventListener('resize', follow)
  useScaleStore.subscribe(follow)
  follow()
}

function usualSize(): { width: number; height: number } {
  const scale = textScale()
  return { width: window.innerWidth / scale, height: window.innerHeight / scale }
}

/** Whether a panel is to be seen: one that is wanted may have given way to others. */
export function isPanelShown(state: LayoutState, name: PanelName): boolean {
  const { panels, asked, width } = state
  if (name === 'bottom') return panels.bottom
  if (placeOf(state, name) !== null) return panels[name]
  return sidesWithRoom(
    asked.filter((side) => panels[side] && placeOf(state, side) === null),
    width,
  ).includes(name)
}

/** The least window in which a page can float: a smaller one has it docked. */
const LEAST_WIDTH = 720
const LEAST_HEIGHT = 440

/** Whether it stands beside the canvas where it is docked, not below it. */
export function isSide(name: PageName): name is SideName {
  return Object.hasOwn(sideWidths, name)
}

/** Where a page stands; null for docked. */
export function placeOf({ places, width, height }: LayoutState, name: PageName): Place | null {
  const place = places[name] ?? null
  if (place === null || place.full) return place
  return width >= LEAST_WIDTH && height >= LEAST_HEIGHT ? place : null
}

/** Opens a panel, before which others give way where there is no room for all, or closes it. */
export function togglePanel(name: PanelName, open?: boolean): void {
  useLayoutStore.setState((state) => toggled(state, name, open ?? !isPanelShown(state, name)))
}

function toggled(
  { panels, asked }: LayoutState,
  name: PanelName,
  open: boolean,
): Pick<LayoutState, 'panels' | 'asked'> {
  return {
    panels: { ...panels, [name]: open },
    asked: open && name !== 'bottom' ? [...asked.filter((side) => side !== name), name] : asked,
  }
}

/** Chooses the text that the code panel shows. */
export function showCode(codeView: CodeView): void {
  useLayoutStore.setState({ codeView })
}

/** Opens the code panel at the lines of what is selected. */
export function showSelectedInCode(): void {
  useLayoutStore.setState((state) => ({
    ...toggled(state, 'code', true),
    codeWanted: state.codeWanted + 1,
  }))
}

/** Shows a palette's group as told; undefined: its common types. */
export function showGroup(category: Category, view: GroupView | undefined): void {
  useLayoutStore.setState(({ groups }) => ({ groups: { ...groups, [category]: view } }))
}

/** Opens the panel below the canvas with that page, or takes it to the front where it floats, and brings the keyboard there. */
export function showBottomTab(tab: BottomTab): void {
  useLayoutStore.setState({ pageWanted: tab })
  if (placeOf(useLayoutStore.getState(), tab)) return
  useLayoutStore.setState({ bottomTab: tab })
  togglePanel('bottom', true)
}

export function openDialog(dialog: DialogName | null): void {
  useLayoutStore.setState({ dialog })
}
