/** Which of the actions that are on or off are on. */
import type { SwitchId } from '../../actions/actions'
import { useLayoutStore } from '../window/layout-store'
import { useThemeStore } from '../window/theme'

const layout = () => useLayoutStore.getState()
const theme = () => useThemeStore.getState().choice

export const switches: Readonly<Record<SwitchId, () => boolean>> = {
  'view.palette': () => layout().panels.palette,
  'view.bottom': () => layout().panels.bottom,
  'view.inspector': () => layout().panels.inspector,
  'view.code': () => layout().panels.code,
  'view.minimap': () => layout().minimap,
  'view.snap': () => layout().snap,
  'theme.light': () => theme() === 'light',
  'theme.dark': () => theme() === 'dark',
  'theme.system': () => theme() === 'system',
}
