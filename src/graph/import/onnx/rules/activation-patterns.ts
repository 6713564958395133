/** Activations that exporters write as several operators. */
import type { OnnxNode } from '../model'
import type { Site } from '../site'

/** The nodes with these operators after this one, each the only reader of the one before; undefined where they are others. */
export function chainAfter(site: Site, operators: readonly string[]): OnnxNode[] | undefined {
  const chain: OnnxNode[] = []
  for (const op of operators) {
    const next = site.reader(chain.at(-1) ?? site.node)
    if (next?.op !== op || next.domain !== '') return undefined
    chain.push(next)
  }
  return chain
}

/** What a node reads besides the output of another. */
export function otherInput(node: OnnxNode, from: OnnxNode): string | undefined {
  return node.inputs.find((name) => !from.outputs.includes(name))
}

/** The number that a node reads besides the output of another. */
export function otherNumber(site: Site, node: OnnxNode, from: OnnxNode): number | undefined {
  const name = otherInput(node, from)
  const constant = name === undefined ? undefined : site.reading.constantIfKnown(name)
  return constant?.values.length === 1 ? constant.values[0] : undefined
}

function isNear(value: number | undefined, wanted: number): boolean {
  return value !== undefined && Math.abs(value - wanted) < 1e-4
}

/** x · f(x), where f ends with the last of these operators after this one: f is this node. → whether it was taken in */
export function gatedBy(site: Site, type: string, operators: readonly string[]): boolean {
  const chain = chainAfter(site, [...operators, 'Mul'])
  const product = chain?.at(-1)
  if (chain === undefined || product === undefined) return false
  if (otherInput(product, chain.at(-2) ?? site.node) !== site.node.inputs[0]) return false
  takeIn(site, type, chain)
  return true
}

/** GELU as x/√2 → erf → +1 → ·x → ·½. → whether it was taken in */
export function erfGelu(site: Site): boolean {
  const [input, by] = site.node.inputs
  const constant = by === undefined ? undefined : site.reading.constantIfKnown(by)
  if (constant?.values.length !== 1) return false
  if (!isNear(constant.values[0], site.node.op === 'Div' ? Math.SQRT2 : Math.SQRT1_2)) return false
  const chain = chainAfter(site, ['Erf', 'Add', 'Mul', 'Mul'])
  const [erf, plusOne, product, half] = chain ?? []
  if (
    chain === undefined ||
    erf === undefined ||
    plusOne === undefined ||
    product === undefined ||
    half === undefined
  )
    return false
  if (!isNear(otherNumber(site, plusOne, erf), 1) || !isNear(otherNumber(site, half, product), 0.5))
    return false
  if (otherInput(product, plusOne) !== input) return false
  takeIn(site, 'GELU', chain)
  return true
}

function takeIn(site: Site, type: string, chain: readonly OnnxNode[]): void {
  for (const node of chain) site.standIn(node)
  site.layer(type)
}

/** From where on a Softplus is the value itself, which the nodes after it say; they are taken in. */
export function linearAbove(site: Site): number | undefined {
  const [input = ''] = site.node.inputs
  const choice = site.reader()
  if (choice?.op !== 'Where' || choice.inputs[1] !== input || choice.inputs[2] !== site.node.outputs[0])
    return undefined
  const readers = site.reading.model.consumers.get(input) ?? []
  const above = readers.find(({ op, outputs }) => op === 'Greater' && outputs[0] === choice.inputs[0])
  const threshold = above === undefined ? undefined : site.reading.constantIfKnown(above.inputs[1] ?? '')
  if (above?.inputs[0] !== input || threshold?.values.length !== 1) return undefined
  for (const node of [above, choice]) site.standIn(node)
  return threshold.values[0]
}
