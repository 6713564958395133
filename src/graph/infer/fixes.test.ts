import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../document'
import type { Finding } from '../finding'
import { nodeDefinitions } from '../nodes/index'
import { inferDocument } from './infer'
import { edit } from './inference.fixture'
import { wrongGraph } from './wrong-graphs.fixture'

function findingsOf(document: GraphDocument): readonly Finding[] {
  return inferDocument(document).main.nodes.get('it')?.findings ?? []
}

/** The same complaint about other sizes is the same complaint. */
function sentence({ message }: Finding): string {
  return message.replaceAll(/[^A-Za-z_]+|\bN\b/g, ' ')
}

describe.each(nodeDefinitions.map((definition) => [definition.type, definition] as const))(
  'every remedy of %s',
  (_, definition) => {
    it('can be applied, and ends its finding', () => {
      fc.assert(
        fc.property(wrongGraph(definition), (document) => {
          for (const finding of findingsOf(document)) {
            for (const { label, command } of finding.fixes ?? []) {
              const left = findingsOf(edit(document, command)).filter(
                ({ severity }) => severity === finding.severity,
              )
              expect(left.map(sentence), label).not.toContain(sentence(finding))
            }
          }
        }),
        { numRuns: 100 },
      )
    })
  },
)
