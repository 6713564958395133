import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { documentJsonSchema } from './json-schema'
import { hookDefinitions } from '../hooks/index'
import { nodeDefinitions } from '../nodes/index'

describe('the published JSON Schema', () => {
  const path = new URL('../../../resources/schema/gradwire.graph.v1.schema.json', import.meta.url)

  it('is what the schema of the program says (else: npm run generate)', () => {
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(documentJsonSchema())
  })

  it('describes the params of every type of node and hook, and refers to each', () => {
    const schema = documentJsonSchema() as {
      $defs: Record<string, { properties: unknown; allOf?: unknown[] }>
    }
    expect(Object.keys(schema.$defs)).toEqual([
      'node',
      'hook',
      ...nodeDefinitions.map(({ type }) => type),
      ...hookDefinitions.map(({ type }) => `hook.${type}`),
    ])
    expect(schema.$defs['hook']?.allOf).toHaveLength(hookDefinitions.length)
    expect(schema.$defs['node']?.allOf).toHaveLength(nodeDefinitions.length)
    expect(schema.$defs['Linear']?.properties).toMatchObject({
      out_features: { type: 'integer', minimum: 1 },
    })
    expect(JSON.stringify(schema)).toContain('"items":{"$ref":"#/$defs/node"}')
    expect(JSON.stringify(schema)).toContain('"items":{"$ref":"#/$defs/hook"}')
  })
})
