/**
 * Every action of Gradwire: what a person can do by menu, shortcut or command palette. An action is a line here, its text
 * (`action.<id>`), its place in `menus.ts`, and what it does in the page; the compiler asks for those that are missing.
 */
import type { TextKey } from '../words/words'
import type { Action } from './action'

const table = {
  'file.new': { shortcuts: ['Mod+Alt+N'] },
  'file.newWindow': { by: 'host', shortcuts: ['Mod+Shift+N'] },
  'file.open': { shortcuts: ['Mod+O'], inFields: true, opens: true },
  'file.samples': { shortcuts: ['Mod+Shift+O'] },
  'file.import': {},
  'file.importWeights': {},
  'file.save': { shortcuts: ['Mod+S'], inFields: true, opens: true },
  'file.saveAs': { shortcuts: ['Mod+Shift+S'], inFields: true, opens: true },
  'file.saveWeights': { kind: 'switch' },

  'export.pytorch': { when: 'documentHasNodes', short: true },
  'export.onnx': { when: 'documentHasNodes', short: true },
  'export.safetensors': { when: 'documentHasNodes', short: true },
  'export.svg': { when: 'documentHasNodes', short: true },
  'export.png': { when: 'documentHasNodes', short: true },
  'export.mermaid': { when: 'documentHasNodes', short: true },
  'export.markdown': { when: 'documentHasNodes', short: true },
  'export.copyMermaid': { when: 'documentHasNodes' },
  'export.copyMarkdown': { when: 'documentHasNodes' },
  'export.copyPrint': { when: 'documentHasNodes' },

  'edit.undo': { when: 'somethingToUndo', shortcuts: ['Mod+Z'], ofText: 'undo', detailed: true },
  'edit.redo': {
    when: 'somethingToRedo',
    shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
    ofText: 'redo',
    detailed: true,
  },
  'edit.cut': { when: 'nodesSelected', shortcuts: ['Mod+X'], onCanvas: true, ofText: 'cut' },
  'edit.copy': { when: 'nodesSelected', shortcuts: ['Mod+C'], ofText: 'copy' },
  'edit.paste': { shortcuts: ['Mod+V'], byEvent: true, ofText: 'paste' },
  'edit.duplicate': { when: 'nodesSelected', shortcuts: ['Mod+D'] },
  'edit.delete': {
    when: 'somethingSelected',
    shortcuts: ['Delete', 'Backspace'],
    onCanvas: true,
    danger: true,
  },
  'edit.deleteReconnect': {
    when: 'nodesSelected',
    shortcuts: ['Shift+Delete', 'Shift+Backspace'],
    onCanvas: true,
  },
  'edit.selectAll': { shortcuts: ['Mod+A'], ofText: 'selectAll' },
  'edit.selectNone': { when: 'somethingSelected', shortcuts: ['Esc'], onCanvas: true },
  'edit.addLayer': { shortcuts: ['/'] },
  'edit.connect': { when: 'oneNodeSelected', shortcuts: ['C'] },
  'edit.arrange': { when: 'severalNodesShown', shortcuts: ['Mod+Shift+L'] },
  'edit.freeze': { when: 'someToFreeze', found: true },
  'edit.unfreeze': { when: 'someFrozen', found: true },

  'module.group': { when: 'selectionCanBeGrouped', shortcuts: ['Mod+G'] },
  'module.ungroup': { when: 'instanceSelected', shortcuts: ['Mod+Shift+G'] },
  'module.open': { when: 'instanceSelected', shortcuts: ['Alt+ArrowDown'] },
  'module.leave': { when: 'insideModule', shortcuts: ['Alt+ArrowUp'] },
  'module.new': {},
  'module.copy': { when: 'sharedInstanceSelected' },
  'module.removeUnused': { when: 'unusedModules' },

  'hook.add': { when: 'nodeOrWireSelected', shortcuts: ['H'], found: true },
  'hook.toggle': { when: 'hooksSelected', detailed: true },
  'hook.remove': { when: 'hooksSelected', danger: true, detailed: true },

  'align.left': { when: 'twoNodesSelected' },
  'align.center': { when: 'twoNodesSelected' },
  'align.right': { when: 'twoNodesSelected' },
  'align.top': { when: 'twoNodesSelected' },
  'align.middle': { when: 'twoNodesSelected' },
  'align.bottom': { when: 'twoNodesSelected' },
  'align.across': { when: 'threeNodesSelected' },
  'align.down': { when: 'threeNodesSelected' },

  'view.fit': { shortcuts: ['F'] },
  'view.zoomIn': { shortcuts: ['+', '='] },
  'view.zoomOut': { shortcuts: ['-'] },
  'view.zoomActual': { shortcuts: ['Mod+1', '1'] },
  'view.palette': { kind: 'switch', shortcuts: ['Mod+B'] },
  'view.bottom': { kind: 'switch', shortcuts: ['Mod+J'] },
  'view.inspector': { kind: 'switch', shortcuts: ['Mod+I'] },
  'view.code': { kind: 'switch', shortcuts: ['Mod+E'], found: true },
  'view.showInCode': { when: 'oneNodeSelected' },
  'view.curves': { found: true },
  'view.depth': { found: true },
  'view.samples': { found: true },
  'view.parameters': { shortcuts: ['Mod+Alt+P'], found: true },
  'view.console': { found: true },
  'view.minimap': { kind: 'switch' },
  'view.snap': { kind: 'switch' },
  'place.palette': { kind: 'switch', short: true, found: true },
  'place.inspector': { kind: 'switch', short: true, found: true },
  'place.code': { kind: 'switch', short: true, found: true },
  'place.page': { short: true, found: true },
  'place.fill': { short: true, found: true },
  'place.dock': { when: 'somePagesPlaced', short: true, found: true },
  'preset.build': { short: true, found: true },
  'preset.inspect': { short: true, found: true },
  'preset.train': { short: true, found: true },
  'preset.present': { short: true, found: true },
  'scale.larger': {
    when: 'scaleCanGrow',
    shortcuts: ['Mod+=', 'Mod++'],
    inFields: true,
    short: true,
    found: true,
  },
  'scale.smaller': { when: 'scaleCanShrink', shortcuts: ['Mod+-'], inFields: true, short: true, found: true },
  'scale.usual': { shortcuts: ['Mod+0'], inFields: true, short: true, found: true },
  'scale.present': { kind: 'switch', short: true, found: true },
  'theme.light': { kind: 'choice', short: true },
  'theme.dark': { kind: 'choice', short: true },
  'theme.system': { kind: 'choice', short: true },

  'run.toggle': { when: 'canTrainOrPause', shortcuts: ['Space', 'Mod+Enter'] },
  'run.step': { when: 'canStep', shortcuts: ['Mod+Shift+Enter'], inFields: true },
  'run.stop': { when: 'canStop', shortcuts: ['Shift+F5'], inFields: true, yields: true },
  'run.reset': { when: 'canReset', found: true },
  'run.byHand': { when: 'documentHasNodes', found: true },
  'run.settings': { found: true },

  'debug.continue': { when: 'stepInHand', shortcuts: ['F5'], inFields: true, yields: true },
  'debug.over': { when: 'canAdvance', shortcuts: ['F10'], inFields: true, found: true },
  'debug.into': { when: 'canAdvance', shortcuts: ['F11'], inFields: true, yields: true, found: true },
  'debug.out': { when: 'stepStandsStill', shortcuts: ['Shift+F11'], inFields: true },
  'debug.phase': { when: 'canAdvance', shortcuts: ['F8'], inFields: true, found: true },
  'debug.pass': { when: 'canAdvance', shortcuts: ['Shift+F8'], inFields: true, found: true },
  'debug.toHere': { when: 'canRunToPlace', shortcuts: ['Mod+F10'], inFields: true },
  'debug.show': { when: 'stepStandsStill', shortcuts: ['Alt+F10'], inFields: true },
  'debug.breakForward': { when: 'placeChosen', shortcuts: ['F9'], inFields: true },
  'debug.breakBackward': { when: 'placeChosen', shortcuts: ['Shift+F9'], inFields: true },
  'debug.breakpoints': { shortcuts: ['Mod+F9'], inFields: true },
  'debug.breakNaN': { when: 'documentHasNodes', found: true },
  'debug.allOn': { when: 'someBreakpoints' },
  'debug.allOff': { when: 'someBreakpoints' },
  'debug.clear': { when: 'someBreakpoints', shortcuts: ['Mod+Shift+F9'], inFields: true, danger: true },

  'help.commands': { shortcuts: ['Mod+K'], inFields: true, opens: true, inPalette: false },
  'help.shortcuts': { shortcuts: ['?'] },
  'help.about': {},
} as const satisfies Record<string, Action>

export type ActionId = keyof typeof table

type IdsWith<Trait> = {
  [Id in ActionId]: (typeof table)[Id] extends Trait ? Id : never
}[ActionId]

/** What the desktop app does, also without a page. */
export type HostActionId = IdsWith<{ by: 'host' }>
export type PageActionId = Exclude<ActionId, HostActionId>
/** What is on or off. */
export type SwitchId = IdsWith<{ kind: 'switch' | 'choice' }>
/** What the page can say more of. */
export type DetailedId = IdsWith<{ detailed: true }>

export const actions: Readonly<Record<ActionId, Action>> = table

/** In the order of the table, which is the command palette's. */
export const actionIds = Object.keys(table) as ActionId[]
export const pageActionIds = actionIds.filter(isOfPage)
export const switchIds = actionIds.filter((id): id is SwitchId => actions[id].kind !== undefined)
export const detailedIds = actionIds.filter((id): id is DetailedId => actions[id].detailed === true)

export function isOfPage(id: ActionId): id is PageActionId {
  return actions[id].by === undefined
}

/** Whether there is such an action. */
export function isPageActionId(id: string): id is PageActionId {
  return Object.hasOwn(table, id) && isOfPage(id as ActionId)
}

/** What the action is called. */
export function actionText(id: ActionId): Extract<TextKey, `action.${ActionId}`> {
  return `action.${id}`
}

/** What it is called in its own menu. */
export function menuText(id: ActionId): Extract<TextKey, `${'action' | 'short'}.${ActionId}`> {
  return isShort(id) ? `short.${id}` : actionText(id)
}

/** Other words by which it is found; null where its name is all. */
export function foundText(id: ActionId): Extract<TextKey, `found.${ActionId}`> | null {
  return isFound(id) ? `found.${id}` : null
}

function isFound(id: ActionId): id is IdsWith<{ found: true }> {
  return actions[id].found === true
}

function isShort(id: ActionId): id is IdsWith<{ short: true }> {
  return actions[id].short === true
}
