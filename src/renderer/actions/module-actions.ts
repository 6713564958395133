/** Modules of the document: group, dissolve, go in and out, make new ones and tidy up. */
import { Boxes, Component, CornerLeftUp, CornerRightDown, Eraser, Split, Ungroup } from 'lucide-react'
import type { Command } from '../../graph/document/command'
import { moduleName, unusedModules } from '../../graph/commands/modules'
import type { GraphNode } from '../../graph/document/document'
import { nodeDefinition } from '../../graph/nodes/index'
import { whenDrawn } from '../editing/canvas-view'
import { freePlace, perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { selectedEdges, selectedNodes } from '../editing/selection'
import { instanceModule } from '../editing/trail'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { Action } from './action'
import type { DocumentSession } from '../session/document-session'

const state = (session: DocumentSession) => session.editor.getState()

function chosen(session: DocumentSession): GraphNode[] {
  const ids = new Set(selectedNodes(state(session).selection))
  return editedDefinition(state(session)).nodes.filter((node) => ids.has(node.id))
}

/** The selected instance, where nothing else is selected. */
function instance(session: DocumentSession): GraphNode | null {
  const [only, ...others] = chosen(session)
  return only !== undefined && others.length === 0 && instanceModule(only) !== undefined ? only : null
}

/** How many instances there are of the module that this is one of. */
function usesOf(session: DocumentSession, node: GraphNode | null): number {
  const module = node === null ? undefined : instanceModule(node)
  if (module === undefined) return 0
  const nodes = Object.values(state(session).document.modules).flatMap((each) => each.nodes)
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
    enabled: (session) => chosen(session).some(canBeGrouped),
    perform: groupSelection,
  },
  {
    id: 'module.ungroup',
    label: 'action.ungroup',
    icon: Ungroup,
    shortcuts: ['Mod+Shift+G'],
    enabled: (session) => instance(session) !== null,
    perform: (session) => {
      const node = instance(session)?.id
      if (node !== undefined) perform(session, { kind: 'ungroup', module: state(session).module, node })
    },
  },
  {
    id: 'module.open',
    label: 'action.openModule',
    icon: CornerRightDown,
    shortcuts: ['Alt+ArrowDown'],
    enabled: (session) => instance(session) !== null,
    perform: (session) => {
      const node = instance(session)?.id
      if (node !== undefined) openInstance(session, node)
    },
  },
  {
    id: 'module.leave',
    label: 'action.leaveModule',
    icon: CornerLeftUp,
    shortcuts: ['Alt+ArrowUp'],
    enabled: (session) => state(session).module !== state(session).document.main,
    perform: (session) => leaveTo(session, (state(session).trail?.length ?? 1) - 1),
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
    enabled: (session) => usesOf(session, instance(session)) > 1,
    perform: (session) => {
      const node = instance(session)?.id
      if (node !== undefined) perform(session, { kind: 'copy-module', module: state(session).module, node })
    },
  },
  {
    id: 'module.removeUnused',
    label: 'action.removeUnused',
    icon: Eraser,
    enabled: (session) => unusedModules(state(session).document).length > 0,
    perform: (session) => {
      const modules = unusedModules(state(session).document)
      if (perform(session, { kind: 'remove-modules', modules }).kind === 'done')
        showToast({ tone: 'info', title: t('modules.removed', { names: modules.join(', ') }) })
    },
  },
]

function groupSelection(session: DocumentSession): void {
  const left = chosen(session).filter((node) => !canBeGrouped(node))
  const nodes = chosen(session)
    .filter(canBeGrouped)
    .map(({ id }) => id)
  const result = perform(session, { kind: 'group', module: state(session).module, nodes })
  if (result.kind === 'done' && left.length > 0)
    showToast({
      tone: 'info',
      title: t('modules.leftOut', { names: left.map(({ name }) => name).join(', ') }),
    })
}

/** Shows what is inside an instance, with the keyboard on its first node. → false for a node with nothing inside */
export function openInstance(session: DocumentSession, node: string): boolean {
  const { trail, module } = state(session)
  state(session).enter(node)
  if (state(session).trail === trail && state(session).module === module) return false
  focusShown(session)
  return true
}

/** Goes out until so many instances are left around. */
export function leaveTo(session: DocumentSession, depth: number): void {
  state(session).leave(depth)
  focusShown(session)
}

function focusShown(session: DocumentSession): void {
  const [node = editedDefinition(state(session)).nodes[0]?.id] = selectedNodes(state(session).selection)
  if (node !== undefined) whenDrawn(() => session.view.camera?.focusNode(node))
}

/** A module that passes on what comes in, on the selected wire or where there is room. */
function addNewModule(session: DocumentSession): void {
  const { document, module, selection } = state(session)
  const name = moduleName(document)
  const view = session.view.camera
  const middle = view === null ? { x: 0, y: 0 } : view.toCanvas(view.middle())
  const corner = { x: middle.x - NODE_WIDTH / 2, y: middle.y - NODE_HEIGHT / 2 }
  const [edge] = selectedEdges(selection)
  const node = { module, type: 'Module', params: { module: name } }
  const use: Command =
    edge === undefined
      ? {
          kind: 'add-node',
          ...node,
          position: freePlace(session.sizes, editedDefinition(state(session)).nodes, corner),
        }
      : { kind: 'insert-on-wire', ...node, edge }
  perform(session, {
    kind: 'batch',
    label: t('action.newModule'),
    commands: [{ kind: 'add-module', name }, use],
  })
}
