/** Freezes the parameters of the nodes that are selected, or lets them learn. */
import type { Command } from '../../graph/document/command'
import type { GraphNode } from '../../graph/document/document'
import { isFrozen } from '../../graph/infer/frozen'
import { t } from '../texts/index'
import { perform } from './edit'
import type { EditingSession } from './editing-session'
import { editedInference } from './editor-store'
import { selectedNodes } from './selection'

/** Those selected of which some parameter would change; who shares another node's parameters has none to freeze. */
export function nodesToSet({ editor }: EditingSession, learns: boolean): GraphNode[] {
  const state = editor.getState()
  return selectedNodes(state.selection).flatMap((id) => {
    const known = editedInference(state)?.nodes.get(id)
    if (known === undefined || known.node.shared_with !== undefined) return []
    return known.parameters.some(({ name }) => isFrozen(known.node, name) === learns) ? [known.node] : []
  })
}

export function setSelectedLearning(session: EditingSession, learns: boolean): void {
  const { module } = session.editor.getState()
  const nodes = nodesToSet(session, learns)
  const commands = nodes.map(({ id }): Command => ({
    kind: 'set-requires-grad',
    module,
    node: id,
    requiresGrad: learns,
  }))
  const [only, ...others] = commands
  if (only === undefined) return
  const name = nodes.map((node) => node.name).join(', ')
  const label = learns ? t('edits.unfreeze', { name }) : t('edits.freeze', { name })
  perform(session, others.length === 0 ? only : { kind: 'batch', label, commands })
}
