/** What changes the view but not the document. */
import {
  CircleHelp, Keyboard, Map as MapIcon, Maximize, Moon, PanelBottom, PanelLeft, PanelRight, Plus, Command, Magnet, Sun, SunMoon, ZoomIn, ZoomOut,
} from 'lucide-react' // prettier-ignore
import { openQuickAdd } from '../editing/edit'
import { openDialog, togglePanel, useLayoutStore } from '../window/layout-store'
import { chooseTheme, useThemeStore } from '../window/theme'
import type { ThemeChoice } from '../window/theme'
import type { Action } from './action'

const layout = () => useLayoutStore.getState()

const theme = (choice: ThemeChoice, icon: Action['icon']): Action => ({
  id: `view.theme.${choice}`,
  label: `action.theme.${choice}`,
  icon,
  checked: () => useThemeStore.getState().choice === choice,
  perform: () => chooseTheme(choice),
})

export const viewActions: readonly Action[] = [
  {
    id: 'view.quickAdd',
    label: 'action.quickAdd',
    icon: Plus,
    shortcuts: ['/'],
    perform: (session) => openQuickAdd(session),
  },
  {
    id: 'view.commands',
    label: 'action.commands',
    icon: Command,
    shortcuts: ['Mod+K'],
    inFields: true,
    hidden: true,
    perform: () => openDialog('commands'),
  },
  {
    id: 'view.fit',
    label: 'action.fit',
    icon: Maximize,
    shortcuts: ['Mod+0'],
    perform: (session) => session.view.camera?.fit(),
  },
  {
    id: 'view.zoomIn',
    label: 'action.zoomIn',
    icon: ZoomIn,
    shortcuts: ['Mod+=', 'Mod++'],
    perform: (session) => session.view.camera?.zoom('in'),
  },
  {
    id: 'view.zoomOut',
    label: 'action.zoomOut',
    icon: ZoomOut,
    shortcuts: ['Mod+-'],
    perform: (session) => session.view.camera?.zoom('out'),
  },
  {
    id: 'view.zoomActual',
    label: 'action.zoomActual',
    shortcuts: ['Mod+1'],
    perform: (session) => session.view.camera?.zoom('actual'),
  },
  {
    id: 'view.palette',
    label: 'action.palette',
    icon: PanelLeft,
    shortcuts: ['Mod+B'],
    checked: () => layout().panels.palette,
    perform: () => togglePanel('palette'),
  },
  {
    id: 'view.bottom',
    label: 'action.bottom',
    icon: PanelBottom,
    shortcuts: ['Mod+J'],
    checked: () => layout().panels.bottom,
    perform: () => togglePanel('bottom'),
  },
  {
    id: 'view.inspector',
    label: 'action.inspector',
    icon: PanelRight,
    shortcuts: ['Mod+I'],
    checked: () => layout().panels.inspector,
    perform: () => togglePanel('inspector'),
  },
  {
    id: 'view.minimap',
    label: 'action.minimap',
    icon: MapIcon,
    checked: () => layout().minimap,
    perform: () => useLayoutStore.setState(({ minimap }) => ({ minimap: !minimap })),
  },
  {
    id: 'view.snap',
    label: 'action.snap',
    icon: Magnet,
    checked: () => layout().snap,
    perform: () => useLayoutStore.setState(({ snap }) => ({ snap: !snap })),
  },
  theme('light', Sun),
  theme('dark', Moon),
  theme('system', SunMoon),
  {
    id: 'help.shortcuts',
    label: 'action.shortcuts',
    icon: Keyboard,
    shortcuts: ['?'],
    perform: () => openDialog('shortcuts'),
  },
  {
    id: 'help.about',
    label: 'action.about',
    icon: CircleHelp,
    perform: () => openDialog('about'),
  },
]
