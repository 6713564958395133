/** Which panels and windows are open; kept on this machine, never in the document. */
import { create } from 'zustand'
import type { Category } from '../../graph/registry/definition'

export type PanelName = 'palette' | 'inspector' | 'bottom'
/** Pages of the panel below the canvas. */
export type BottomTab = 'curves' | 'fit' | 'console' | 'breakpoints'
export type DialogName = 'commands' | 'shortcuts' | 'samples' | 'connect' | 'addHook' | 'about'

/** How much of a palette's group is shown; without a word, its common types. */
export type GroupView = 'closed' | 'all'

interface LayoutState {
  panels: Readonly<Record<PanelName, boolean>>
  groups: Readonly<Partial<Record<Category, GroupView>>>
  minimap: boolean
  snap: boolean
  dialog: DialogName | null
  bottomTab: BottomTab
}

const KEY = 'gradwire.layout'
/** Below this width, in CSS pixels, the palette starts closed. */
const NARROW = 920

function kept(): Pick<LayoutState, 'panels' | 'groups' | 'minimap' | 'snap'> {
  const start = {
    panels: { palette: window.innerWidth >= NARROW, inspector: true, bottom: window.innerHeight >= 620 },
    groups: {},
    minimap: false,
    snap: true,
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

export const useLayoutStore = create<LayoutState>(() => ({ ...kept(), dialog: null, bottomTab: 'curves' }))

useLayoutStore.subscribe(({ panels, groups, minimap, snap }) =>
  localStorage.setItem(KEY, JSON.stringify({ panels, groups, minimap, snap })),
)

export function togglePanel(name: PanelName, open?: boolean): void {
  useLayoutStore.setState(({ panels }) => ({ panels: { ...panels, [name]: open ?? !panels[name] } }))
}

/** Shows a palette's group as told; undefined: its common types. */
export function showGroup(category: Category, view: GroupView | undefined): void {
  useLayoutStore.setState(({ groups }) => ({ groups: { ...groups, [category]: view } }))
}

/** Opens the panel below the canvas with that page. */
export function showBottomTab(bottomTab: BottomTab): void {
  useLayoutStore.setState({ bottomTab })
  togglePanel('bottom', true)
}

export function openDialog(dialog: DialogName | null): void {
  useLayoutStore.setState({ dialog })
}
