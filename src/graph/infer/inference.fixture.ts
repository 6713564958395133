/** Short ways to look at an inference in tests. */
import { applyCommand } from '../commands/apply'
import type { Command } from '../document/command'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import { formatShape } from '../types/dims'
import { inferDocument } from './infer'
import type { Inference, ModuleInference } from './inference'

export function shapes(module: ModuleInference): Record<string, string> {
  const entries = [...module.edges].map(([edge, type]) => [
    edge,
    type === null ? 'unknown' : formatShape(type.shape),
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

export function edit(document: GraphDocument, command: Command): GraphDocument {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.document
}

export function nodeOf(inference: Inference, id: string) {
  const node = inference.main.nodes.get(id)
  if (node === undefined) throw new Error(`no node ${id}`)
  return node
}

/** What is found about the node `it` of the main definition. */
export function findingsOfIt(document: GraphDocument): readonly Finding[] {
  return inferDocument(document).main.nodes.get('it')?.findings ?? []
}
