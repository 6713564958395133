/** The native menu as data. Items send the id of one of the page's actions; what the system does itself is a role. */
import type { MenuItemConstructorOptions } from 'electron'

type Item = MenuItemConstructorOptions
/** Makes an item that sends an action. */
type Act = (label: string, action: string, accelerator?: string) => Item

const SEPARATOR: Item = { type: 'separator' }

export interface MenuOptions {
  mac: boolean
  /** Reload and developer tools. */
  development: boolean
  send: (action: string) => void
  newWindow: () => void
}

/** File, Edit, View, Run, Window and Help; on a Mac with the app's own menu first. */
export function menuTemplate({ mac, development, send, newWindow }: MenuOptions): Item[] {
  const act: Act = (label, action, accelerator) => ({
    id: action,
    label,
    accelerator,
    // The page has the same shortcuts and knows whether a text field has the keyboard.
    registerAccelerator: false,
    click: () => send(action),
  })
  return [
    ...(mac ? [{ role: 'appMenu' } satisfies Item] : []),
    fileMenu(act, mac, newWindow),
    editMenu(act, mac),
    viewMenu(act, development),
    runMenu(act),
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        act('Keyboard shortcuts', 'help.shortcuts'),
        ...(mac ? [] : [act('About Gradwire', 'help.about')]),
      ],
    },
  ]
}

function fileMenu(act: Act, mac: boolean, newWindow: () => void): Item {
  return {
    label: '&File',
    submenu: [
      act('New graph', 'file.new', 'CmdOrCtrl+Alt+N'),
      { id: 'window.new', label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: newWindow },
      SEPARATOR,
      act('Open…', 'file.open', 'CmdOrCtrl+O'),
      act('Samples…', 'file.samples'),
      act('Import…', 'file.import'),
      act('Import weights…', 'file.importWeights'),
      SEPARATOR,
      act('Save', 'file.save', 'CmdOrCtrl+S'),
      act('Save as…', 'file.saveAs', 'CmdOrCtrl+Shift+S'),
      exportMenu(act),
      SEPARATOR,
      { role: mac ? 'close' : 'quit' },
    ],
  }
}

function exportMenu(act: Act): Item {
  return {
    label: 'Export',
    submenu: [
      act('PyTorch…', 'file.exportPyTorch'),
      act('ONNX model…', 'file.exportOnnx'),
      act('Weights (safetensors)…', 'file.exportSafetensors'),
    ],
  }
}

function editMenu(act: Act, mac: boolean): Item {
  // On a Mac, text fields get these keys from the menu only.
  const clipboard: Item[] = mac
    ? [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }]
    : [
        act('Cut', 'edit.cut', 'CmdOrCtrl+X'),
        act('Copy', 'edit.copy', 'CmdOrCtrl+C'),
        act('Paste', 'edit.paste', 'CmdOrCtrl+V'),
      ]
  return {
    label: '&Edit',
    submenu: [
      act('Undo', 'edit.undo', 'CmdOrCtrl+Z'),
      act('Redo', 'edit.redo', 'CmdOrCtrl+Shift+Z'),
      SEPARATOR,
      ...clipboard,
      act('Duplicate', 'edit.duplicate', 'CmdOrCtrl+D'),
      act('Delete', 'edit.delete'),
      SEPARATOR,
      act('Group into a module', 'module.group', 'CmdOrCtrl+G'),
      act('Ungroup', 'module.ungroup', 'CmdOrCtrl+Shift+G'),
      act('New module', 'module.new'),
      SEPARATOR,
      act('Select all', 'edit.selectAll', 'CmdOrCtrl+A'),
      act('Arrange', 'edit.arrange'),
    ],
  }
}

function viewMenu(act: Act, development: boolean): Item {
  return {
    label: '&View',
    submenu: [
      act('All commands…', 'view.commands'),
      SEPARATOR,
      act('Whole graph', 'view.fit', 'CmdOrCtrl+0'),
      act('Zoom in', 'view.zoomIn'),
      act('Zoom out', 'view.zoomOut'),
      act('Actual size', 'view.zoomActual'),
      SEPARATOR,
      act('Palette', 'view.palette'),
      act('Inspector', 'view.inspector'),
      act('Plots and console', 'view.bottom'),
      act('Minimap', 'view.minimap'),
      SEPARATOR,
      { role: 'togglefullscreen' },
      ...(development ? ([SEPARATOR, { role: 'reload' }, { role: 'toggleDevTools' }] satisfies Item[]) : []),
    ],
  }
}

function runMenu(act: Act): Item {
  return {
    label: '&Run',
    submenu: [
      act('Train or pause', 'run.toggle'),
      act('One step', 'run.step'),
      act('Stop', 'run.stop'),
      SEPARATOR,
      act('Reset weights', 'run.reset'),
    ],
  }
}
