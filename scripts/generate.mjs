/**
 * `npm run generate`: writes what derives from other files: the indexes of node types, layers and codes of findings, the JSON Schema of documents,
 * the table of what the library covers, that of ONNX's operators, and the list of samples. With `--check` it writes nothing and fails where an index is stale (tests say so
 * of the others).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { staleIndexes } from './generate/indexes.mjs'
import { ROOT, run } from './setup/shell.mjs'

/** Writes the indexes of a checkout. @param {string} [root] @returns {Promise<string[]>} The files that changed. */
export async function writeIndexes(root = ROOT) {
  const stale = await staleIndexes(root)
  for (const { path, text } of stale) writeFileSync(join(root, path), text)
  return stale.map(({ path }) => path)
}

/** Lays a file out as all others are. @param {string} path */
async function tidy(path) {
  const file = join(ROOT, path)
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
}

/** What Python writes as it comes. */
const SAVED_SHAPES = 'src/graph/reference/layer-shapes.json'

/** Scripts that read the registry, and so come after it. */
const SCRIPTS = ['make-schema.ts', 'make-engine-docs.ts', 'make-sample-list.ts', 'make-onnx-table.ts']

async function main() {
  if (process.argv.includes('--check')) {
    const stale = await staleIndexes()
    for (const { path } of stale) console.error(`${path} is stale: run npm run generate.`)
    return stale.length > 0 ? 1 : 0
  }
  for (const path of await writeIndexes()) console.log(`wrote ${path}`)
  await tidy(SAVED_SHAPES)
  const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
  for (const script of SCRIPTS) {
    const { status, output } = await run(process.execPath, [tsx, join(ROOT, 'scripts', script)])
    if (status !== 0) {
      console.error(output)
      return 1
    }
  }
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await main()
