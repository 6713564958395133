/** A graph as the text of a Mermaid flowchart, which GitHub and many editors draw. */
import { definitionOf } from '../document/document'
import type { GraphEdge, GraphNode } from '../document/document'
import { paramsLine, typeText } from '../drawing/node-text'
import type { Inference, ModuleInference } from '../infer/inference'
import type { Category } from '../registry/definition'
import { PICTURE_COLORS } from './picture/themes'
import { definitionNames } from '../drawing/uses'

/** What stands around the text of a node of that category; a box around all others. */
const SHAPES: Partial<Record<Category, readonly [before: string, after: string]>> = {
  data: ['([', '])'],
  activation: ['(', ')'],
  loss: ['{{', '}}'],
  module: ['[[', ']]'],
}
const BOX = ['[', ']'] as const

/** The main definition, and each nested one as a subgraph; instances name the definition that they are of. */
export function mermaidText(inference: Inference): string {
  const { document } = inference
  const categories = new Set<Category>()
  const ids = new MermaidIds()
  const blocks = definitionNames(document).flatMap((name): string[] => {
    const module = name === document.main ? inference.main : inference.modules.get(name)
    if (module === undefined || definitionOf(document, name) === undefined) return []
    const lines = moduleLines(module, ids, categories)
    if (name === document.main) return lines.map((line) => `  ${line}`)
    const id = ids.of(`class ${name}`, name)
    return ['', `  subgraph ${id}[${quoted(name)}]`, '    direction LR', ...lines.map((line) => `    ${line}`), '  end'] // prettier-ignore
  })
  const styles = [...categories].map((category) => {
    const color = PICTURE_COLORS.light.categories[category]
    return `  classDef ${category} stroke:${color},stroke-width:2px`
  })
  return `${['flowchart LR', ...blocks, ...(styles.length > 0 ? ['', ...styles] : [])].join('\n')}\n`
}

function moduleLines(module: ModuleInference, ids: MermaidIds, categories: Set<Category>): string[] {
  const { nodes, edges } = module.definition
  const idOf = new Map(nodes.map((node) => [node.id, ids.of(`node ${module.module} ${node.id}`, `${module.module}_${node.name}`)])) // prettier-ignore
  const boxes = nodes.map((node) => {
    const category = module.nodes.get(node.id)?.definition?.category ?? 'module'
    categories.add(category)
    const [before, after] = SHAPES[category] ?? BOX
    return `${idOf.get(node.id)}${before}${quoted(...nodeWords(node, module))}${after}:::${category}`
  })
  const wires = edges.flatMap((edge) => {
    const [source, target] = [idOf.get(edge.source), idOf.get(edge.target)]
    if (source === undefined || target === undefined) return []
    const text = wireWords(edge, module)
    return [`${source} -->${text === '' ? '' : `|${quoted(text)}|`} ${target}`]
  })
  return [...boxes, ...wires]
}

/** Its name, and its type with what a person set. */
function nodeWords(node: GraphNode, module: ModuleInference): string[] {
  const { definition, instance } = module.nodes.get(node.id) ?? {}
  const params = definition === undefined ? '' : paramsLine(definition, node.params, Infinity)
  return [node.name, `${instance?.module ?? node.type}${params === '' ? '' : ` (${params})`}`]
}

/** What flows, and into which handle where the node has several. */
function wireWords(edge: GraphEdge, module: ModuleInference): string {
  const type = module.edges.get(edge.id)
  const handles = Object.keys(module.nodes.get(edge.target)?.inputs ?? {})
  const words = [
    handles.length > 1 ? `${edge.targetHandle}:` : '',
    type === null || type === undefined ? '' : typeText(type),
  ]
  return words.filter((word) => word !== '').join(' ').replace(/:$/, '') // prettier-ignore
}

/** A text between quotes, each part on a line of its own; characters that mean something to Mermaid are written as codes. */
function quoted(...lines: string[]): string {
  const escape = (text: string): string =>
    text
      .replace(/\s+/g, ' ')
      .replace(/[^\p{L}\p{N} ()[\],.:=×…·—→_\-+*/']/gu, (character) => `#${character.codePointAt(0)};`)
  return `"${lines.map(escape).join('<br/>')}"`
}

/** Words of letters, digits and underscores, each used once. */
class MermaidIds {
  private readonly ids = new Map<string, string>()
  private readonly taken = new Set<string>()

  of(key: string, wanted: string): string {
    const known = this.ids.get(key)
    if (known !== undefined) return known
    // No underscore at the ends, and no number in front: neither is a word of Mermaid's own then.
    const word = wanted.replace(/\W+/g, '_').replace(/^(?=\d|_)/, 'n') || 'n'
    let id = word
    for (let count = 2; this.taken.has(id.toLowerCase()); count++) id = `${word}_${count}`
    this.taken.add(id.toLowerCase())
    this.ids.set(key, id)
    return id
  }
}
