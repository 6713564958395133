/** Whether parameters learn: the document's `requires_grad`, for a whole node or one tensor of it. */
import type { ParameterRow } from '../../engine/protocol'
import type { Command } from '../../graph/document/command'
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../../graph/document/document'
import { isFrozen, withLearning } from '../../graph/infer/frozen'
import type { Inference } from '../../graph/infer/inference'
import { perform } from '../editing/edit'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'

/** Makes one parameter of the net learn or not; an instance around it that freezes it lets it go too. */
export function setLearning(session: DocumentSession, { target, key }: ParameterRow, learns: boolean): void {
  const { document, inference } = session.editor.getState()
  const { path, node, name } = target
  const around = definitionsAround(document, path)
  const own = around.at(-1)
  const found = own?.definition.nodes.find(({ id }) => id === node)
  if (!own || !found) return
  const commands: Command[] = []
  const names = parameterNames(inference, own.module, node)
  if (isFrozen(found, name) === learns)
    commands.push(learning(own.module, found, withLearning(found, names, name, learns)))
  if (learns)
    commands.push(...lettingGo(inference, around, path, [found.name, name].filter(Boolean).join('.')))
  const [only, ...others] = commands
  if (!only) return
  const label = learns ? t('edits.unfreeze', { name: key }) : t('edits.freeze', { name: key })
  perform(session, others.length === 0 ? only : { kind: 'batch', label, commands })
}

/** Makes all parameters of a node of the definition on the canvas learn or not. */
export function setNodeLearning(session: DocumentSession, node: GraphNode, learns: boolean): void {
  perform(session, learning(session.editor.getState().module, node, learns))
}

function learning(module: string, node: GraphNode, requiresGrad: boolean | Record<string, boolean>): Command {
  return { kind: 'set-requires-grad', module, node: node.id, requiresGrad }
}

interface Around {
  module: string
  definition: ModuleDefinition
}

/** The definitions that an instance's path goes through, the main one first. */
export function definitionsAround(document: GraphDocument, path: readonly string[]): Around[] {
  const found: Around[] = []
  let module: unknown = document.main
  for (const id of [...path, null]) {
    const definition = typeof module === 'string' ? definitionOf(document, module) : undefined
    if (typeof module !== 'string' || !definition) return []
    found.push({ module, definition })
    module = definition.nodes.find((node) => node.id === id)?.params['module']
  }
  return found
}

/** What unfreezes a parameter in the instances around it; `name`: of its node and its own. */
function lettingGo(
  inference: Inference,
  around: readonly Around[],
  path: readonly string[],
  name: string,
): Command[] {
  const commands: Command[] = []
  for (let i = path.length - 1, dotted = name; i >= 0; i--) {
    const { module, definition } = around[i]!
    const instance = definition.nodes.find(({ id }) => id === path[i])
    if (!instance) continue
    if (isFrozen(instance, dotted)) {
      const names = parameterNames(inference, module, instance.id)
      commands.push(learning(module, instance, withLearning(instance, names, dotted, true)))
    }
    dotted = `${instance.name}.${dotted}`
  }
  return commands
}

function parameterNames(inference: Inference, module: string, node: string): string[] {
  return (
    inference.modules
      .get(module)
      ?.nodes.get(node)
      ?.parameters.map(({ name }) => name) ?? []
  )
}
