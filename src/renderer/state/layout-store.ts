/** Which panels and windows are open; kept on this machine, never in the document. */
import { create } from 'zustand'

export type PanelName = 'palette' | 'inspector' | 'bottom'
export type DialogName = 'commands' | 'shortcuts' | 'samples' | 'connect' | 'about'

interface LayoutState {
  panels: Readonly<Record<PanelName, boolean>>
  minimap: boolean
  snap: boolean
  dialog: DialogName | null
}

const KEY = 'gradwire.layout'
/** Below this width, in CSS pixels, the palette starts closed. */
const NARROW = 920

function kept(): Pick<LayoutState, 'panels' | 'minimap' | 'snap'> {
  const start = {
    panels: { palette: window.innerWidth >= NARROW, inspector: true, bottom: window.innerHeight >= 620 },
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

export const useLayoutStore = create<LayoutState>(() => ({ ...kept(), dialog: null }))

useLayoutStore.subscribe(({ panels, minimap, snap }) =>
  localStorage.setItem(KEY, JSON.stringify({ panels, minimap, snap })),
)

export function togglePanel(name: PanelName, open?: boolean): void {
  useLayoutStore.setState(({ panels }) => ({ panels: { ...panels, [name]: open ?? !panels[name] } }))
}

export function openDialog(dialog: DialogName | null): void {
  useLayoutStore.setState({ dialog })
}
