/** Compares nets by the source of their PyTorch export. */
import type { GraphDocument } from '../../document/document'

/** The document with the shapes of the other's inputs, which source need not say. */
export function withInputsOf(document: GraphDocument, other: GraphDocument): GraphDocument {
  const inputs = new Map(other.modules[other.main]?.nodes.map((node) => [node.name, node]))
  const main = document.modules[document.main]
  if (main === undefined) throw new Error('no main module')
  const nodes = main.nodes.map((node) => {
    // The export writes a name that hides something with an underscore behind it.
    const same = inputs.get(node.name) ?? inputs.get(node.name.replace(/_$/, ''))
    return node.type === 'Input' && same?.type === 'Input' ? { ...node, params: same.params } : node
  })
  return { ...document, modules: { ...document.modules, [document.main]: { ...main, nodes } } }
}

/**
 * The code without its title, with variables numbered in the order in which they are made, and constructors in a fixed
 * order: what is equal then has the same modules, params and wires.
 */
export function plainModel(source: string): string[] {
  // One line for each constructor, however many it is written on.
  const joined = source.replace(/^ {8}self\.\w+ = [^\n]*\($(?:\n {12}[^\n]*)*\n {8}\)/gm, (text) =>
    text.replace(/\n\s*/g, ' '),
  )
  const lines = joined.split('\n').slice(1)
  const names = new Map<string, string>()
  let count = 0
  let made: string[] = []
  const plain: string[] = []
  const numbered = (text: string): string =>
    text.replace(/"[^"]*"|(?<![\w.])[A-Za-z_]\w*(?!\w*\s*=[^=])/g, (word) => names.get(word) ?? word)
  for (const line of lines) {
    if (/^\s*def /.test(line)) names.clear()
    const [, indent = '', left, right] = /^(\s+)([\w, ()*]+?) = (.*)$/.exec(line) ?? []
    if (/^\s+self\.\w+ = |^\s+self\.register_/.test(line)) {
      made.push(line)
      continue
    }
    plain.push(...made.toSorted())
    made = []
    if (left === undefined || right === undefined || !/^ {8}/.test(line)) plain.push(numbered(line))
    else {
      const value = numbered(right)
      const target = left.replace(/[A-Za-z]\w*/g, (word) => {
        names.set(word, `v${count++}`)
        return names.get(word) ?? word
      })
      plain.push(`${indent}${target} = ${value}`)
    }
  }
  return plain
}
