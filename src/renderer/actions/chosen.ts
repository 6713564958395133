/** What is selected, as actions see it. */
import type { GraphNode } from '../../graph/document/document'
import { nodeDefinition } from '../../graph/nodes/index'
import { editedDefinition } from '../editing/editor-store'
import { selectedNodes } from '../editing/selection'
import { instanceModule } from '../editing/trail'
import type { DocumentSession } from '../session/document-session'

export function chosenIds({ editor }: DocumentSession): readonly string[] {
  return selectedNodes(editor.getState().selection)
}

export function chosenNodes(session: DocumentSession): GraphNode[] {
  const ids = new Set(chosenIds(session))
  return editedDefinition(session.editor.getState()).nodes.filter((node) => ids.has(node.id))
}

/** The selected instance, where nothing else is selected. */
export function chosenInstance(session: DocumentSession): GraphNode | null {
  const [only, ...others] = chosenNodes(session)
  return only !== undefined && others.length === 0 && instanceModule(only) !== undefined ? only : null
}

/** How many instances there are of the module that this is one of. */
export function usesOf({ editor }: DocumentSession, node: GraphNode | null): number {
  const module = node === null ? undefined : instanceModule(node)
  if (module === undefined) return 0
  const nodes = Object.values(editor.getState().document.modules).flatMap((each) => each.nodes)
  return nodes.filter((other) => instanceModule(other) === module).length
}

/** Data, losses and the like belong to the whole: with everything selected, a person means the rest. */
export function canBeGrouped({ type }: GraphNode): boolean {
  const role = nodeDefinition(type)?.role
  return role === undefined || role === 'opaque'
}
