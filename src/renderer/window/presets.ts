/** Arrangements of the window for what one does next. */
import { PRESENT, USUAL, chooseScale, useScaleStore } from '../texts/text-scale'
import { useLayoutStore } from './layout-store'
import type { BottomTab, PanelName } from './layout-store'

export type PresetName = 'build' | 'inspect' | 'train' | 'present'

interface Preset {
  panels: Readonly<Record<PanelName, boolean>>
  tab?: BottomTab
}

const presets: Readonly<Record<PresetName, Preset>> = {
  build: { panels: { palette: true, inspector: true, code: false, bottom: false } },
  inspect: { panels: { palette: false, inspector: true, code: false, bottom: true }, tab: 'parameters' },
  train: { panels: { palette: false, inspector: true, code: false, bottom: true }, tab: 'curves' },
  present: { panels: { palette: false, inspector: false, code: false, bottom: false } },
}

/**
 * Opens what is wanted for that, docks all, and closes the rest: to build, palette and inspector; to inspect, inspector and
 * parameters; to train, inspector and curves; to present, nothing but the canvas, with the interface as large as a projector wants it.
 */
export function arrangeFor(name: PresetName): void {
  const { panels, tab } = presets[name]
  useLayoutStore.setState(({ bottomTab }) => ({ panels, places: {}, bottomTab: tab ?? bottomTab }))
  const large = useScaleStore.getState().percent === PRESENT
  if (name === 'present' && !large) chooseScale(PRESENT)
  if (name !== 'present' && large) chooseScale(USUAL)
}
