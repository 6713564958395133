/** The indexes of node types, layers and codes of findings: files that only gather what other files hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { ROOT } from '../setup/shell.mjs'

const LAYER_ROOMS = ['activations', 'attention', 'layers', 'losses', 'recurrent'].map(
  (room) => `src/engine/nn/${room}`,
)
const NODES = 'src/graph/nodes'
const BUILD = 'src/engine/build'

/** `export const relu = defineActivation(`, and lists of definitions. */
const DEFINITION = /^export const (\w+) = define\w+\(/gm
const DEFINITIONS = /^export const (\w+): readonly NodeDefinition\[\] = \[/gm
const MODULE = /^export class (\w+)/gm
/** The types of a module's options; those of a graph's params are the engine's own affair. */
const TYPE = /^export (?:interface|type) (\w+)(?<!Params)\b/gm
const FUNCTION = /^export function (\w+)/gm
const BUILDERS = /^export const (\w+Builders)\b/gm

/**
 * Every index as it should be.
 *
 * @param {string} [root] The checkout.
 * @returns {Promise<{ path: string, text: string }[]>}
 */
export async function indexes(root = ROOT) {
  const layers = LAYER_ROOMS.flatMap((room) => sources(root, room))
  const made = [
    nodeTypes(sources(root, NODES)),
    modules(layers),
    functions(layers),
    builders([...layers, ...sources(root, BUILD)]),
    findingCodes(root),
  ]
  const style = await resolveConfig(join(ROOT, ALL_NODES))
  return Promise.all(
    made.map(async ({ path, text }) => ({
      path,
      text: await format(text, { ...style, parser: 'typescript' }),
    })),
  )
}

/** The indexes that are not as they should be. @param {string} [root] */
export async function staleIndexes(root = ROOT) {
  return (await indexes(root)).filter(({ path, text }) => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
}

/** @typedef {{ path: string, text: string }} Source */

/** @param {string} root @param {string} folder @returns {Source[]} */
function sources(root, folder) {
  return readdirSync(join(root, folder))
    .filter((name) => /(?<!\.(test|fixture))\.ts$/.test(name) && !INDEXES.has(`${folder}/${name}`))
    .sort()
    .map((name) => `${folder}/${name}`)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

const ALL_NODES = `${NODES}/all-nodes.ts`
const ALL_MODULES = 'src/engine/nn/all-layers.ts'
const ALL_FUNCTIONS = 'src/engine/functional/all-layers.ts'
const ALL_BUILDERS = `${BUILD}/all-builders.ts`
const INDEXES = new Set([ALL_NODES, ALL_MODULES, ALL_FUNCTIONS, ALL_BUILDERS])

const ALL_CODES = 'src/words/finding-codes.ts'
/** `told('edge.cycle', `; PyTorch's own sentences have codes too. */
const CODE = /\b(?:told|pytorchSays)\(\s*'([a-z0-9_.]+)'/g

const NOTE = 'Written by `npm run generate`; not to be edited.'

/** @param {Source[]} files */
function nodeTypes(files) {
  const all = files.flatMap(({ path, text }) => {
    const one = names(text, DEFINITION)
    const lists = names(text, DEFINITIONS)
    const found = [...one, ...lists]
    return found.length === 0
      ? []
      : [
          {
            line: imported(ALL_NODES, path, found),
            entries: [...one, ...lists.map((name) => `...${name}`)],
          },
        ]
  })
  return {
    path: ALL_NODES,
    text: `/** Every node type, from the files beside this one. ${NOTE} */
${all.map(({ line }) => line).join('\n')}
import type { NodeDefinition } from '../registry/definition'

export const allNodes: readonly NodeDefinition[] = [${all.flatMap(({ entries }) => entries).join(', ')}]
`,
  }
}

/** @param {Source[]} files */
function modules(files) {
  const lines = files.flatMap(({ path, text }) => {
    const classes = names(text, MODULE)
    const types = names(text, TYPE).map((name) => `type ${name}`)
    return classes.length === 0 && types.length === 0
      ? []
      : [exported(ALL_MODULES, path, [...classes, ...types])]
  })
  return {
    path: ALL_MODULES,
    text: `/** Every layer, and the types of their options. ${NOTE} */\n${lines.join('\n')}\n`,
  }
}

/** A layer's function is named as its module: `channelShuffle` beside `ChannelShuffle`. @param {Source[]} files */
function functions(files) {
  const lines = files.flatMap(({ path, text }) => {
    const ofModules = new Set(names(text, MODULE).map((name) => name.toLowerCase()))
    const found = names(text, FUNCTION).filter((name) => ofModules.has(name.toLowerCase()))
    return found.length === 0 ? [] : [exported(ALL_FUNCTIONS, path, found)]
  })
  return {
    path: ALL_FUNCTIONS,
    text: `/** The functions of layers that have theirs beside their module. ${NOTE} */\n${lines.join('\n') || 'export {}'}\n`,
  }
}

/** @param {Source[]} files */
function builders(files) {
  const all = files.flatMap(({ path, text }) => {
    const found = names(text, BUILDERS)
    return found.length === 0 ? [] : [{ line: imported(ALL_BUILDERS, path, found), found }]
  })
  return {
    path: ALL_BUILDERS,
    text: `/** How the engine makes and runs every node type. ${NOTE} */
${all.map(({ line }) => line).join('\n')}
import type { NodeBuilder } from '../nn/node-builder'

export const allBuilders: Readonly<Record<string, NodeBuilder>> = {
  ${all.flatMap(({ found }) => found.map((name) => `...${name},`)).join('\n')}
}
`,
  }
}

/** The compiler's list of what `told` may be given. @param {string} root */
function findingCodes(root) {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.(test|fixture))\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, 'src', name), 'utf8'))
  const codes = [...new Set(files.flatMap((text) => names(text, CODE)))].sort()
  return {
    path: ALL_CODES,
    text: `/** The code of every finding, from where it is told. ${NOTE} */
export type FindingCode = ${codes.map((code) => `'${code}'`).join(' | ')}
`,
  }
}

/** @param {string} text @param {RegExp} pattern @returns {string[]} */
function names(text, pattern) {
  return Array.from(text.matchAll(pattern), ([, name]) => name ?? '')
}

/** @param {string} index @param {string} path @param {string[]} found */
function imported(index, path, found) {
  return `import { ${found.join(', ')} } from '${specifier(index, path)}'`
}

/** @param {string} index @param {string} path @param {string[]} found */
function exported(index, path, found) {
  return `export { ${found.join(', ')} } from '${specifier(index, path)}'`
}

/** @param {string} index @param {string} path */
function specifier(index, path) {
  const way = relative(dirname(index), path).replaceAll('\\', '/').replace(/\.ts$/, '')
  return way.startsWith('.') ? way : `./${way}`
}
