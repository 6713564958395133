/** The JSON Schema that is published in `resources/schema`: the document's own schema with the params of every type of node and hook. */
import { z } from 'zod'
import { VERSION, documentSchema } from '../document/document'
import { hookDefinitions } from '../hooks/index'
import { nodeDefinitions } from '../nodes/index'

type JsonSchema = Record<string, unknown>

/** For editors and other programs; names, ids, wires and shapes are checked by `gradwire check`, which a schema cannot. */
export function documentJsonSchema(): JsonSchema {
  const { $schema, $defs, ...schema } = z.toJSONSchema(documentSchema, {
    io: 'input',
    override: tidy,
  }) as JsonSchema
  const { node, hook } = $defs as { node: JsonSchema; hook: JsonSchema }
  const params = nodeDefinitions.map((definition) => [definition.type, toJson(definition.params)] as const)
  const hookParams = hookDefinitions.map(
    (definition) => [`hook.${definition.type}`, toJson(definition.params)] as const,
  )
  return {
    $schema,
    $id: `gradwire.graph.v${VERSION}.schema.json`,
    title: `Gradwire graph, version ${VERSION}`,
    ...schema,
    $defs: {
      node: { ...node, allOf: paramsByType(nodeDefinitions, '') },
      hook: { ...hook, allOf: paramsByType(hookDefinitions, 'hook.') },
      ...Object.fromEntries([...params, ...hookParams]),
    },
  }
}

/** The params of each type are those of its own. */
function paramsByType(definitions: readonly { type: string }[], prefix: string): JsonSchema[] {
  return definitions.map(({ type }) => ({
    if: { properties: { type: { not: { const: type } } } },
    else: { properties: { params: { $ref: `#/$defs/${prefix}${type}` } } },
  }))
}

function toJson(schema: z.ZodObject): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', override: tidy }) as JsonSchema
  return rest
}

/** What the form alone needs stays out, and the bounds of safe integers too, which are no limits of ours. */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (typeof jsonSchema['doc'] === 'string') jsonSchema['description'] = jsonSchema['doc']
  for (const key of ['id', 'doc', 'control', 'min', 'unit', 'initial', 'inferred', 'advanced', 'single'])
    delete jsonSchema[key]
  if (jsonSchema['maximum'] === Number.MAX_SAFE_INTEGER) delete jsonSchema['maximum']
  if (jsonSchema['minimum'] === Number.MIN_SAFE_INTEGER) delete jsonSchema['minimum']
}
