/** What the library covers, read off its exports, as the table in docs/engine.md. */
import { CATEGORIES, type Category } from '../src/graph/registry/definition'
import { nodeDefinition, nodeDefinitions } from '../src/graph/nodes/index'
import * as gradwire from '../src/engine/index'

const START = '<!-- Made by `npx tsx scripts/make-engine-docs.ts`. -->\n<!-- prettier-ignore-start -->\n\n'
const END = '\n<!-- prettier-ignore-end -->'
/** Members of a tensor that are the engine's own affair. */
const INNER = new Set(['constructor', 'handle'])

/** The page with its table made anew. Errors: the page has no place for it. */
export function withCoverage(page: string): string {
  const start = page.indexOf(START)
  const end = page.indexOf(END)
  if (start < 0 || end < start) throw new Error(`The page has no part that begins with:\n${START}`)
  return `${page.slice(0, start + START.length)}${coverageTable()}${page.slice(end)}`
}

function coverageTable(): string {
  const rows = coverage().map(
    ([part, names]) =>
      `| ${part} | ${names
        .sort()
        .map((name) => `\`${name}\``)
        .join(', ')} |`,
  )
  return ['| part | names |', '| --- | --- |', ...rows, ''].join('\n')
}

function coverage(): [part: string, names: string[]][] {
  const { nn, F, optim, autograd, Tensor } = gradwire
  const own = Object.keys(gradwire).filter(
    (name) => !['nn', 'F', 'optim', 'autograd', 'Tensor'].includes(name),
  )
  const layers = CATEGORIES.filter((category) => category !== 'module').map(
    (category): [string, string[]] => [`nn: ${category}`, modulesOf(category)],
  )
  return [
    ['gradwire', own],
    ['Tensor', Object.getOwnPropertyNames(Tensor.prototype).filter((name) => !INNER.has(name))],
    ['autograd', Object.keys(autograd)],
    ['nn', Object.keys(nn).filter((name) => !isLayer(name) && name !== 'init' && name !== 'utils')],
    ...layers.filter(([, names]) => names.length > 0),
    ['nn.init', Object.keys(nn.init)],
    ['nn.utils', Object.keys(nn.utils)],
    ['F', Object.keys(F)],
    ['optim', Object.keys(optim).filter((name) => name !== 'lrScheduler')],
    ['optim.lrScheduler', Object.keys(optim.lrScheduler)],
    ['only in graphs', nodeDefinitions.map(({ type }) => type).filter((type) => !(type in nn))],
  ]
}

/** Modules go by the category that they have in the graph. */
function modulesOf(category: Category): string[] {
  return Object.keys(gradwire.nn).filter((name) => nodeDefinition(name)?.category === category)
}

function isLayer(name: string): boolean {
  const category = nodeDefinition(name)?.category
  return category !== undefined && category !== 'module'
}
