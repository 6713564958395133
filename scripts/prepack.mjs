/** `npm pack`: builds the program, and the declarations of the library so that they resolve in any TypeScript project. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { COMPILER } from './compiler.mjs'
import { main, setup } from './setup.mjs'
import { lastLines, ROOT, run, SetupError } from './setup/shell.mjs'

const FROM = join(ROOT, 'out', 'types', 'src')
const TO = join(ROOT, 'out', 'api')
const ENTRY = join(FROM, 'engine', 'index.d.ts')

await main(async () => {
  await setup()
  const { status, output } = await run(process.execPath, [COMPILER, '-b', 'tsconfig.engine.json'])
  if (status !== 0)
    throw new SetupError(`The types are wrong:\n  ${lastLines(output)}`, 'Mend them, then run this again.')
  rmSync(TO, { recursive: true, force: true })
  copy(ENTRY, new Set())
})

/**
 * Copies a declaration file and all that it imports; Node's resolution wants whole file names.
 *
 * @param {string} file @param {Set<string>} copied
 */
function copy(file, copied) {
  if (copied.has(file)) return
  copied.add(file)
  let text = readFileSync(file, 'utf8')
  const names = moduleNames(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  for (const name of names.toReversed()) {
    const [path, target] = resolve(file, name.text)
    text = `${text.slice(0, name.getStart())}'${path}'${text.slice(name.end)}`
    copy(target, copied)
  }
  const target = join(TO, relative(FROM, file))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

/**
 * The places where a file names one of ours, from first to last.
 *
 * @param {ts.Node} node @returns {ts.StringLiteral[]}
 */
function moduleNames(node) {
  const inside = /** @type {ts.StringLiteral[]} */ ([])
  ts.forEachChild(node, (child) => void inside.push(...moduleNames(child)))
  if (!ts.isStringLiteral(node) || !node.text.startsWith('.')) return inside
  const { parent } = node
  const names =
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isModuleDeclaration(parent) ||
    (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent))
  return names ? [node] : []
}

/** @param {string} file @param {string} name @returns {[path: string, target: string]} */
function resolve(file, name) {
  for (const path of [name, `${name}/index`]) {
    const target = join(dirname(file), `${path}.d.ts`)
    if (existsSync(target)) return [`${path}.js`, target]
  }
  throw new Error(`${relative(ROOT, file)} imports ${name}, which has no declarations.`)
}
