/** Which panels and windows are open; kept on this machine, never in the document. */
import { create } from 'zustand'
import type { Category } from '../../graph/registry/definition'
import { sidesWithRoom } from './side-panels'
import type { SideName } from './side-panels'
import { textScale, useScaleStore } from '../texts/text-scale'

export type PanelName = SideName | 'bottom'
/** The texts of a document that the code panel shows. */
export const codeViews = ['print', 'model', 'train', 'summary', 'onnx'] as const
export type CodeView = (typeof codeViews)[number]
/** The pages of the panel below the canvas. */
export type BottomTab =
  'curves' | 'fit' | 'depth' | 'samples' | 'parameters' | 'console' | 'breakpoints' | 'feed'
export type DialogName = 'commands' | 'shortcuts' | 'samples' | 'connect' | 'addHook' | 'about'

/** How much of a palette's group is shown; without a word, its common types. */
export type GroupView = 'closed' | 'all'

interface LayoutState {
  /** Those that the person wants open; there may be no room for all of them. */
  panels: Readonly<Record<PanelName, boolean>>
  /** The sides, the one that was asked for last at the end. */
  asked: readonly SideName[]
  /** Of the window, in pixels at the usual text size. */
  width: number
  groups: Readonly<Partial<Record<Category, GroupView>>>
  minimap: boolean
  snap: boolean
  bottomTab: BottomTab
  /** Somebody wants to go on there with the keyboard. */
  bottomWanted: boolean
  codeView: CodeView
  /** Grows when somebody wants to see the selected node's lines. */
  codeWanted: number
  dialog: DialogName | null
}

const KEY = 'gradwire.layout'

function kept(): Omit<LayoutState, 'width' | 'codeWanted' | 'dialog' | 'bottomTab' | 'bottomWanted'> {
  const start = {
    panels: { palette: true, inspector: true, bottom: window.innerHeight / textScale() >= 620, code: false },
    asked: ['palette', 'code', 'inspector'] as readonly SideName[],
    groups: {},
    minimap: false,
    snap: true,
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
  width: usualWidth(),
  bottomTab: 'curves',
  bottomWanted: false,
  codeWanted: 0,
  dialog: null,
}))

useLayoutStore.subscribe(({ panels, asked, groups, minimap, snap, codeView }) =>
  localStorage.setItem(KEY, JSON.stringify({ panels, asked, groups, minimap, snap, codeView })),
)

/** Lets panels give way, and come back, as the window and the text size change. */
export function followWidth(): void {
  const follow = () => useLayoutStore.setState({ width: usualWidth() })
  window.addEventListener('resize', follow)
  useScaleStore.subscribe(follow)
  follow()
}

function usualWidth(): number {
  return window.innerWidth / textScale()
}

/** Whether a panel is to be seen: one that is wanted may have given way to others. */
export function isPanelShown({ panels, asked, width }: LayoutState, name: PanelName): boolean {
  if (name === 'bottom') return panels.bottom
  return sidesWithRoom(
    asked.filter((side) => panels[side]),
    width,
  ).includes(name)
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

/** Opens the panel below the canvas with that page, and brings the keyboard there. */
export function showBottomTab(bottomTab: BottomTab): void {
  useLayoutStore.setState({ bottomTab, bottomWanted: true })
  togglePanel('bottom', true)
}

export function openDialog(dialog: DialogName | null): void {
  useLayoutStore.setState({ dialog })
}
