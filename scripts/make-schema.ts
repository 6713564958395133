/** Writes the published JSON Schema of the document. Run: npx tsx scripts/make-schema.ts */
import { writeFileSync } from 'node:fs'
import { documentJsonSchema } from '../src/graph/file/json-schema'

const path = new URL('../resources/schema/gradwire.graph.v1.schema.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(documentJsonSchema(), null, 2)}\n`)
