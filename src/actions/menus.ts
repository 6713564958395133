/** The menus of actions: the menu bar, which is the native menu and the page's main menu, and those of a right click. */
import type { TextKey } from '../words/words'
import type { ActionId } from './actions'

/** What the system does itself, and only a native menu shows; as Electron calls it. */
export type SystemRole = 'close' | 'quit' | 'togglefullscreen' | 'reload' | 'toggleDevTools'

export type MenuItem =
  | ActionId
  /** On a Mac the native menu leaves it to the system: by a role in its place, or to the menu with the app's own name. */
  | { readonly action: ActionId; readonly mac: 'cut' | 'copy' | 'paste' | 'app menu' }
  | { readonly role: SystemRole; readonly on?: 'mac' | 'other'; readonly development?: true }
  /** The files that were open lately. */
  | { readonly files: 'recent' }
  | Menu

/** Lines stand between its sections. */
export interface Menu {
  readonly menu: MenuId
  readonly sections: readonly (readonly MenuItem[])[]
}

export type MenuId =
  | 'file'
  | 'export'
  | 'edit'
  | 'module'
  | 'align'
  | 'view'
  | 'place'
  | 'preset'
  | 'scale'
  | 'theme'
  | 'run'
  | 'debug'
  | 'help'

export interface BarMenu extends Menu {
  /** The page's main menu shows the sections themselves, not a submenu. */
  readonly spread?: true
}

const exportMenu: Menu = {
  menu: 'export',
  sections: [
    [
      'export.pytorch',
      'export.onnx',
      'export.safetensors',
      'export.svg',
      'export.png',
      'export.mermaid',
      'export.markdown',
    ],
    ['export.copyMermaid', 'export.copyMarkdown', 'export.copyPrint'],
  ],
}

/** How large the interface is. */
const scaleMenu: Menu = {
  menu: 'scale',
  sections: [['scale.larger', 'scale.smaller', 'scale.usual'], ['scale.present']],
}

/** What stands over the canvas, and what is docked beside it. */
const placeMenu: Menu = {
  menu: 'place',
  sections: [
    ['place.palette', 'place.inspector', 'place.code', 'place.page'],
    ['place.fill'],
    ['place.dock'],
  ],
}

/** The window as it is wanted for what one does next. */
const presetMenu: Menu = {
  menu: 'preset',
  sections: [['preset.build', 'preset.inspect', 'preset.train', 'preset.present']],
}

export const themeMenu: Menu = {
  menu: 'theme',
  sections: [['theme.light', 'theme.dark', 'theme.system']],
}

/** From left to right in the native menu, where the system's own menu of windows stands before the last. */
export const menuBar: readonly BarMenu[] = [
  {
    menu: 'file',
    spread: true,
    sections: [
      [
        'file.new',
        'file.newWindow',
        'file.open',
        { files: 'recent' },
        'file.samples',
        'file.import',
        'file.importWeights',
      ],
      ['file.save', 'file.saveAs', 'file.saveWeights', exportMenu],
      [
        { role: 'close', on: 'mac' },
        { role: 'quit', on: 'other' },
      ],
    ],
  },
  {
    menu: 'edit',
    sections: [
      ['edit.undo', 'edit.redo'],
      [
        // On a Mac, text fields get these keys from the menu only.
        { action: 'edit.cut', mac: 'cut' },
        { action: 'edit.copy', mac: 'copy' },
        { action: 'edit.paste', mac: 'paste' },
        'edit.duplicate',
        'edit.delete',
        'edit.deleteReconnect',
      ],
      ['edit.selectAll', 'edit.selectNone', 'edit.addLayer', 'edit.connect', 'edit.arrange'],
      ['hook.add', 'hook.toggle', 'hook.remove'],
      ['edit.freeze', 'edit.unfreeze'],
    ],
  },
  {
    menu: 'module',
    sections: [
      ['module.group', 'module.ungroup'],
      ['module.open', 'module.leave'],
      ['module.new', 'module.copy', 'module.removeUnused'],
    ],
  },
  {
    menu: 'align',
    sections: [
      ['align.left', 'align.center', 'align.right'],
      ['align.top', 'align.middle', 'align.bottom'],
      ['align.across', 'align.down'],
    ],
  },
  {
    menu: 'view',
    sections: [
      ['view.fit', 'view.zoomIn', 'view.zoomOut', 'view.zoomActual'],
      ['view.palette', 'view.bottom', 'view.inspector', 'view.code', 'view.minimap', 'view.snap'],
      ['view.showInCode', 'view.curves', 'view.depth', 'view.samples', 'view.parameters', 'view.console'],
      [presetMenu, placeMenu, scaleMenu, themeMenu],
      [{ role: 'togglefullscreen' }],
      [
        { role: 'reload', development: true },
        { role: 'toggleDevTools', development: true },
      ],
    ],
  },
  {
    menu: 'run',
    sections: [['run.toggle', 'run.step', 'run.stop'], ['run.reset'], ['run.byHand', 'run.settings']],
  },
  {
    menu: 'debug',
    sections: [
      ['debug.continue', 'debug.over', 'debug.into', 'debug.out'],
      ['debug.phase', 'debug.pass', 'debug.toHere', 'debug.show'],
      ['debug.breakForward', 'debug.breakBackward', 'debug.breakNaN', 'debug.breakpoints'],
      ['debug.allOn', 'debug.allOff', 'debug.clear'],
    ],
  },
  {
    menu: 'help',
    spread: true,
    sections: [['help.commands', 'help.shortcuts', { action: 'help.about', mac: 'app menu' }]],
  },
]

/** The menu of a right click, by what is selected then, and on an output. */
export const contextMenus = {
  nothing: [
    ['edit.addLayer', 'edit.paste'],
    ['edit.selectAll', 'edit.arrange', 'view.fit'],
    ['module.new', 'module.leave'],
  ],
  wire: [
    ['debug.breakForward', 'debug.breakBackward', 'debug.toHere'],
    ['hook.add', 'hook.toggle', 'hook.remove'],
    ['edit.addLayer'],
    ['edit.delete'],
  ],
  port: [['debug.breakForward', 'debug.breakBackward', 'debug.toHere'], ['hook.add'], ['edit.connect']],
  nodes: [
    ['edit.connect', 'view.showInCode'],
    ['debug.breakForward', 'debug.breakBackward', 'debug.toHere'],
    ['edit.cut', 'edit.copy', 'edit.paste', 'edit.duplicate'],
    ['module.open', 'module.group', 'module.ungroup', 'module.copy'],
    ['hook.add', 'hook.toggle', 'hook.remove'],
    ['edit.freeze', 'edit.unfreeze'],
    ['edit.delete', 'edit.deleteReconnect'],
  ],
} as const satisfies Record<string, Menu['sections']>

export function menuTitle(id: MenuId): Extract<TextKey, `menu.${MenuId}`> {
  return `menu.${id}`
}

/** The actions of a menu and of those in it, in order. */
export function actionsIn({ sections }: Pick<Menu, 'sections'>): ActionId[] {
  return sections.flat().flatMap((item): ActionId[] => {
    if (typeof item === 'string') return [item]
    if ('action' in item) return [item.action]
    return 'menu' in item ? actionsIn(item) : []
  })
}
