/** Modules of the document: group, dissolve, go in and out, make new ones and tidy up. */
import { moduleName, unusedModules } from '../../graph/commands/modules'
import type { Command } from '../../graph/document/command'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { t } from '../../words/words'
import { whenDrawn } from '../editing/canvas-view'
import { perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { freePlace } from '../editing/room'
import { selectedEdges } from '../editing/selection'
import type { DocumentSession } from '../session/document-session'
import { showToast } from '../ui/toast'
import { canBeGrouped, chosenIds, chosenInstance, chosenNodes } from './chosen'
import type { Performed } from './performed'

const state = ({ editor }: DocumentSession) => editor.getState()

export const moduleActions: Performed<'module'> = {
  'module.group': groupSelection,
  'module.ungroup': (session) => {
    const node = chosenInstance(session)?.id
    if (node !== undefined) perform(session, { kind: 'ungroup', module: state(session).module, node })
  },
  'module.open': (session) => {
    const node = chosenInstance(session)?.id
    if (node !== undefined) openInstance(session, node)
  },
  'module.leave': (session) => leaveTo(session, (state(session).trail?.length ?? 1) - 1),
  'module.new': addNewModule,
  'module.copy': (session) => {
    const node = chosenInstance(session)?.id
    if (node !== undefined) perform(session, { kind: 'copy-module', module: state(session).module, node })
  },
  'module.removeUnused': (session) => {
    const modules = unusedModules(state(session).document)
    if (perform(session, { kind: 'remove-modules', modules }).kind === 'done')
      showToast({ tone: 'info', title: t('modules.removed', { names: modules.join(', ') }) })
  },
}

function groupSelection(session: DocumentSession): void {
  const chosen = chosenNodes(session)
  const left = chosen.filter((node) => !canBeGrouped(node))
  const nodes = chosen.filter(canBeGrouped).map(({ id }) => id)
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
  const [node = editedDefinition(state(session)).nodes[0]?.id] = chosenIds(session)
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
  const { nodes } = editedDefinition(state(session))
  const use: Command =
    edge === undefined
      ? { kind: 'add-node', ...node, position: freePlace(session.sizes, nodes, corner) }
      : { kind: 'insert-on-wire', ...node, edge }
  const commands: Command[] = [{ kind: 'add-module', name }, use]
  perform(session, { kind: 'batch', label: t('edits.addModule'), commands })
}
