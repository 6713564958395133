/** Which panels and windows are open; kept on this machine, never in the document. */
import { create } from 'zustand'
import type { Category } from '../../graph/registry/definition'

export type PanelName = 'palette' | 'inspector' | 'bottom' | 'code'
/** The texts of a document that the code panel shows. */
export const codeViews = ['print', 'model', 'train', 'summary', 'onnx'] as const
export type CodeView = (typeof codeViews)[number]
/** The pages of the panel below the canvas. */
export type BottomTab = 'curves' | 'fit' | 'parameters' | 'console' | 'breakpoints' | 'feed'
export type DialogName = 'commands' | 'shortcuts' | 'samples' | 'connect' | 'addHook' | 'about'

/** How much of a palette's group is shown; without a word, its common types. */
export type GroupView = 'closed' | 'all'

interface LayoutState {
  panels: Readonly<Record<PanelName, boolean>>
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
/** Below this width, in CSS pixels, the palette starts closed. */
const NARROW = 920

function kept(): Omit<LayoutState, 'codeWanted' | 'dialog' | 'bottomTab' | 'bottomWanted'> {
  const start = {
    panels: {
      palette: window.innerWidth >= NARROW,
      inspector: true,
      bottom: window.innerHeight >= 620,
      code: false,
    },
    groups: {},
    minimap: false,
    snap: true,
    codeView: 'print' as CodeView,
  }
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<typeof start>
    const panels = { ...start.panels, ...stored.panels }
    return {
      ...start,
      ...stored,
      panels: window.innerWidth < NARROW ? { ...panels, palette: false } : panels,
    }
  } catch {
    return start
  }
}

export const useLayoutStore = create<LayoutState>(() => ({
  ...kept(),
  bottomTab: 'curves',
  bottomWanted: false,
  codeWanted: 0,
  dialog: null,
}))

useLayoutStore.subscribe(({ panels, groups, minimap, snap, codeView }) =>
  localStorage.setItem(KEY, JSON.stringify({ panels, groups, minimap, snap, codeView })),
)

export function togglePanel(name: PanelName, open?: boolean): void {
  useLayoutStore.setState(({ panels }) => ({ panels: { ...panels, [name]: open ?? !panels[name] } }))
}

/** Chooses the text that the code panel shows. */
export function showCode(codeView: CodeView): void {
  useLayoutStore.setState({ codeView })
}

/** Opens the code panel at the lines of what is selected. */
export function showSelectedInCode(): void {
  useLayoutStore.setState(({ panels, codeWanted }) => ({
    panels: { ...panels, code: true },
    codeWanted: codeWanted + 1,
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
