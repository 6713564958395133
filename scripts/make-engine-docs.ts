/** Writes the table of what the library covers into docs/engine.md. Run: npx tsx scripts/make-engine-docs.ts */
import { readFileSync, writeFileSync } from 'node:fs'
import { withCoverage } from './engine-coverage'

const path = new URL('../docs/engine.md', import.meta.url)
writeFileSync(path, withCoverage(readFileSync(path, 'utf8')))
