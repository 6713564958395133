/** Which of the actions that are on or off are on. */
import type { SwitchId } from '../../actions/actions'
import { isPanelShown, useLayoutStore } from '../window/layout-store'
import { isFloating } from '../window/places'
import { PRESENT, useScaleStore } from '../texts/text-scale'
import { useSavingStore } from '../window/saving-store'
import { useThemeStore } from '../window/theme'

const layout = () => useLayoutStore.getState()
const theme = () => useThemeStore.getState().choice

export const switches: Readonly<Record<SwitchId, () => boolean>> = {
  'file.saveWeights': () => useSavingStore.getState().weights === true,
  'view.palette': () => isPanelShown(layout(), 'palette'),
  'view.bottom': () => isPanelShown(layout(), 'bottom'),
  'view.inspector': () => isPanelShown(layout(), 'inspector'),
  'view.code': () => isPanelShown(layout(), 'code'),
  'view.minimap': () => layout().minimap,
  'view.snap': () => layout().snap,
  'place.palette': () => isFloating('palette'),
  'place.inspector': () => isFloating('inspector'),
  'place.code': () => isFloating('code'),
  'scale.present': () => useScaleStore.getState().percent === PRESENT,
  'theme.light': () => theme() === 'light',
  'theme.dark': () => theme() === 'dark',
  'theme.system': () => theme() === 'system',
}
