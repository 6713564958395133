/** Modules of the document: group, dissolve, go in and out, make new ones and tidy up. */
import { Boxes, Component, CornerLeftUp, CornerRightDown, Eraser, Split, Ungroup } from 'lucide-react'
import type { Command } from '../../graph/document/command'
import { moduleName, unusedModules } from '../../graph/commands/modules'
import type { GraphNode } from '../../graph/document/document'
import { nodeDefinition } from '../../graph/nodes/index'
import { camera, whenDrawn } from '../editing/canvas-store'
import { freePlace, perform } from '../editing/edit'
import { editedDefinition, useEditorStore } from '../editing/editor-store'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { selectedEdges, selectedNodes } from '../editing/selection'
import { instanceModule } from '../editing/trail'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { Action } from './action'

const state = () => useEditorStore.getState()

function chosen(): GraphNode[] {
  const ids = new Set(selectedNodes(state().selection))
  return editedDefinition(state()).nodes.filter((node) => ids.has(node.id))
}

/** The selected instance, where nothing else is selected. */
function instance(): GraphNode | null {
  const [only, ...others] = chosen()
  return only !== undefined && others.length === 0 && instanceModule(only) !== undefined ? only : null
}

/** How many instances there are of the module that this is one of. */
function usesOf(node: GraphNode | null): number {
  const module = node === null ? undefined : instanceModule(node)
  if (module === undefined) return 0
  const nodes = Object.values(state().document.modules).flatMap((each) => each.nodes)
  return nodes.filter((other) => instanceModule(other) === module).length
}

/** Data, losses and the like belong to the whole: with everything selected, a person means the rest. */
function canBeGrouped({ type }: GraphNode): boolean {
  const role = nodeDefinition(type)?.role
  return role === undefined || role === 'opaque'
}

export const moduleActions: readonly Action[] = [
  {
    id: 'module.group',
    label: 'action.group',
    icon: Boxes,
    shortcuts: ['Mod+G'],
    enabled: () => chosen().some(canBeGrouped),
    perform: groupSelection,
  },
  {
    id: 'module.ungroup',
    label: 'action.ungroup',
    icon: Ungroup,
    shortcuts: ['Mod+Shift+G'],
    enabled: () => instance() !== null,
    perform: () => {
      const node = instance()?.id
      if (node !== undefined) perform({ kind: 'ungroup', module: state().module, node })
    },
  },
  {
    id: 'module.open',
    label: 'action.openModule',
    icon: CornerRightDown,
    shortcuts: ['Alt+ArrowDown'],
    enabled: () => instance() !== null,
    perform: () => {
      const node = instance()?.id
      if (node !== undefined) openInstance(node)
    },
  },
  {
    id: 'module.leave',
    label: 'action.leaveModule',
    icon: CornerLeftUp,
    shortcuts: ['Alt+ArrowUp'],
    enabled: () => state().module !== state().document.main,
    perform: () => leaveTo((state().trail?.length ?? 1) - 1),
  },
  {
    id: 'module.new',
    label: 'action.newModule',
    icon: Component,
    perform: addNewModule,
  },
  {
    id: 'module.copy',
    label: 'action.makeIndependent',
    icon: Split,
    enabled: () => usesOf(instance()) > 1,
    perform: () => {
      const node = instance()?.id
      if (node !== undefined) perform({ kind: 'copy-module', module: state().module, node })
    },
  },
  {
    id: 'module.removeUnused',
    label: 'action.removeUnused',
    icon: Eraser,
    enabled: () => unusedModules(state().document).length > 0,
    perform: () => {
      const modules = unusedModules(state().document)
      if (perform({ kind: 'remove-modules', modules }).kind === 'done')
        showToast({ tone: 'info', title: t('modules.removed', { names: modules.join(', ') }) })
    },
  },
]

function groupSelection(): void {
  const left = chosen().filter((node) => !canBeGrouped(node))
  const nodes = chosen()
    .filter(canBeGrouped)
    .map(({ id }) => id)
  const result = perform({ kind: 'group', module: state().module, nodes })
  if (result.kind === 'done' && left.length > 0)
    showToast({
      tone: 'info',
      title: t('modules.leftOut', { names: left.map(({ name }) => name).join(', ') }),
    })
}

/** Shows what is inside an instance, with the keyboard on its first node. → false for a node with nothing inside */
export function openInstance(node: string): boolean {
  const { trail, module } = state()
  state().enter(node)
  if (state().trail === trail && state().module === module) return false
  focusShown()
  return true
}

/** Goes out until so many instances are left around. */
export function leaveTo(depth: number): void {
  state().leave(depth)
  focusShown()
}

function focusShown(): void {
  const [node = editedDefinition(state()).nodes[0]?.id] = selectedNodes(state().selection)
  if (node !== undefined) whenDrawn(() => camera()?.focusNode(node))
}

/** A module that passes on what comes in, on the selected wire or where there is room. */
function addNewModule(): void {
  const { document, module, selection } = state()
  const name = moduleName(document)
  const view = camera()
  const middle = view === null ? { x: 0, y: 0 } : view.toCanvas(view.middle())
  const corner = { x: middle.x - NODE_WIDTH / 2, y: middle.y - NODE_HEIGHT / 2 }
  const [edge] = selectedEdges(selection)
  const node = { module, type: 'Module', params: { module: name } }
  const use: Command =
    edge === undefined
      ? { kind: 'add-node', ...node, position: freePlace(editedDefinition(state()).nodes, corner) }
      : { kind: 'insert-on-wire', ...node, edge }
  perform({ kind: 'batch', label: t('action.newModule'), commands: [{ kind: 'add-module', name }, use] })
}
