/** Nodes that a file places beyond the canvas: they are put at its edge, which is told. */
import { FARTHEST } from '../document/document'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import type { RawDocument } from './migrations'
import { tell, told } from '../../words/tell'

/** A warning for each; `raw` is what `document` was made of. */
export function farPositions(raw: RawDocument, document: GraphDocument): Finding[] {
  const modules = raw['modules'] as Record<string, { nodes?: { position?: { x: number; y: number } }[] }>
  return Object.entries(document.modules).flatMap(([module, { nodes }]) =>
    nodes.flatMap((node, at): Finding[] => {
      const { x = 0, y = 0 } = modules[module]?.nodes?.[at]?.position ?? {}
      if (Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST) return []
      return [
        {
          severity: 'warning',
          module,
          node: node.id,
          name: node.name,
          ...told(
            'position.too_far',
            'It stands beyond the canvas, at {{x}}, {{y}}: it was put at its edge, {{most}} from the middle.',
            { x, y, most: FARTHEST },
          ),
          remedy: tell('remedy.move_nearer', 'Move it to where the others are.'),
        },
      ]
    }),
  )
}
