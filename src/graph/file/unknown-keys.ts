/** Keys that this version does not know: kept on a round trip, but told, since they may be misspelt. */
import type { z } from 'zod'
import {
  documentSchema,
  edgeSchema,
  hookSchema,
  moduleSchema,
  nodeSchema,
  optimizerSchema,
  positionSchema,
  schedulerSchema,
  trainingSchema,
} from '../document/document'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import { nearest } from '../document/identifiers'
import { tell, told } from '../../words/tell'

/** More of one object help nobody. */
const MAX_KEYS = 20

/** A warning for each unknown key. Probes may carry any key: each view keeps its own there. */
export function unknownKeys(document: GraphDocument): Finding[] {
  const findings = [
    ...check(document, documentSchema, {}, tell('part.document', 'the document')),
    ...check(document.training, trainingSchema, {}, 'training'),
    ...check(document.training.optimizer, optimizerSchema, {}, 'training.optimizer'),
    ...check(document.training.scheduler ?? {}, schedulerSchema, {}, 'training.scheduler'),
  ]
  for (const [module, definition] of Object.entries(document.modules)) {
    findings.push(...check(definition, moduleSchema, { module }, tell('part.module', 'the module')))
    for (const node of definition.nodes) {
      const place = { module, node: node.id, name: node.name }
      findings.push(
        ...check(node, nodeSchema, place, tell('part.node', 'the node')),
        ...check(node.position, positionSchema, place, 'position'),
      )
    }
    for (const edge of definition.edges)
      findings.push(...check(edge, edgeSchema, { module, edge: edge.id }, tell('part.wire', 'the wire')))
    for (const hook of definition.hooks ?? []) {
      const place = { module, hook: hook.id, ...(hook.edge === undefined ? {} : { edge: hook.edge }) }
      findings.push(
        ...check(hook, hookSchema, place, tell('part.hook', 'the hook')),
        ...check(hook.port ?? {}, hookSchema.shape.port.unwrap(), place, 'port'),
        ...check(hook.parameter ?? {}, hookSchema.shape.parameter.unwrap(), place, 'parameter'),
      )
    }
  }
  return findings
}

function check(value: object, schema: z.ZodObject, place: Partial<Finding>, where: string): Finding[] {
  const unknown = Object.keys(value)
    .filter((key) => !Object.hasOwn(schema.shape, key))
    .slice(0, MAX_KEYS)
  return unknown.map((key) => {
    const near = nearest(key, Object.keys(schema.shape))
    return {
      severity: 'warning',
      ...place,
      ...told(
        'file.unknown_key',
        '"{{key}}" in {{where}} is not known to this version; it is kept as it is.',
        {
          key: key.slice(0, 60),
          where,
        },
      ),
      remedy:
        near === undefined
          ? tell('remedy.take_out_unneeded', 'Take it out if nothing else needs it.')
          : tell('remedy.did_you_mean_key', 'Did you mean "{{near}}"?', { near }),
    }
  })
}
