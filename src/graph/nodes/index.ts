/** The registry of node types. */
import type { NodeDefinition } from '../registry/definition'
import { allNodes } from './all-nodes'
import { PALETTE_ORDER } from './palette-order'

/** Every node type, in the order of the palette within its category. */
export const nodeDefinitions: readonly NodeDefinition[] = allNodes.toSorted(
  (a, b) => placeOf(a.type) - placeOf(b.type) || (a.type < b.type ? -1 : 1),
)

const byType = new Map(nodeDefinitions.map((definition) => [definition.type, definition]))

/** The node type of that name, as PyTorch writes it. */
export function nodeDefinition(type: string): NodeDefinition | undefined {
  return byType.get(type)
}

function placeOf(type: string): number {
  const place = PALETTE_ORDER.indexOf(type)
  return place < 0 ? PALETTE_ORDER.length : place
}
