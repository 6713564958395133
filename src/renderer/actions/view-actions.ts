/** What changes the view but not the document, and help. */
import {
  openDialog,
  showBottomTab,
  showSelectedInCode,
  togglePanel,
  useLayoutStore,
} from '../window/layout-store'
import type { BottomTab } from '../window/layout-store'
import { PRESENT, USUAL, chooseScale, stepScale, useScaleStore } from '../texts/text-scale'
import { dockAll, fillPage, floatPage, switchFloats } from '../window/places'
import { arrangeFor } from '../window/presets'
import type { PresetName } from '../window/presets'
import { chooseTheme, type ThemeChoice } from '../window/theme'
import type { Perform, Performed } from './performed'

/** Of every theme. */
const themes: Performed<'theme'> & Readonly<Record<`theme.${ThemeChoice}`, Perform>> = {
  'theme.light': () => chooseTheme('light'),
  'theme.dark': () => chooseTheme('dark'),
  'theme.system': () => chooseTheme('system'),
}

export const viewActions: Performed<'view' | 'place' | 'preset' | 'scale' | 'theme' | 'help'> = {
  'view.fit': ({ view }) => view.camera?.fit(),
  'view.zoomIn': ({ view }) => view.camera?.zoom('in'),
  'view.zoomOut': ({ view }) => view.camera?.zoom('out'),
  'view.zoomActual': ({ view }) => view.camera?.zoom('actual'),
  'view.palette': () => togglePanel('palette'),
  'view.bottom': () => togglePanel('bottom'),
  'view.inspector': () => togglePanel('inspector'),
  'view.code': () => togglePanel('code'),
  'view.showInCode': showSelectedInCode,
  'view.curves': () => showBottomTab('curves'),
  'view.depth': () => showBottomTab('depth'),
  'view.samples': () => showBottomTab('samples'),
  'view.parameters': () => showBottomTab('parameters'),
  'view.console': () => showBottomTab('console'),
  'view.minimap': () => useLayoutStore.setState(({ minimap }) => ({ minimap: !minimap })),
  'view.snap': () => useLayoutStore.setState(({ snap }) => ({ snap: !snap })),
  'place.palette': () => switchFloats('palette'),
  'place.inspector': () => switchFloats('inspector'),
  'place.code': () => switchFloats('code'),
  'place.page': () => floatPage(dockedPage()),
  'place.fill': () => fillPage(dockedPage()),
  'place.dock': dockAll,
  'preset.build': arranging('build'),
  'preset.inspect': arranging('inspect'),
  'preset.train': arranging('train'),
  'preset.present': arranging('present'),
  'scale.larger': () => stepScale(1),
  'scale.smaller': () => stepScale(-1),
  'scale.usual': () => chooseScale(USUAL),
  'scale.present': () => chooseScale(useScaleStore.getState().percent === PRESENT ? USUAL : PRESENT),
  ...themes,
  'help.commands': () => openDialog('commands'),
  'help.shortcuts': () => openDialog('shortcuts'),
  'help.about': () => openDialog('about'),
}

/** To present, and back from there, the net is another size: it is fitted again. */
function arranging(name: PresetName): Perform {
  return ({ view }) => {
    const { percent } = useScaleStore.getState()
    arrangeFor(name)
    if (name !== 'present' && useScaleStore.getState().percent === percent) return
    // The canvas has its room first.
    requestAnimationFrame(() => requestAnimationFrame(() => view.camera?.fit()))
  }
}

/** The page that is open below the canvas, or would be. */
function dockedPage(): BottomTab {
  return useLayoutStore.getState().bottomTab
}
