/** Activations that exporters write as several operators. */
import type { OnnxNode } from '../model'
import type { Site } from '../site'

/** The nodes with these operators after one, each the only reader of the one before; undefined where they are others. */
export function chainAfter(
  site: Site,
  operators: readonly string[],
  from: OnnxNode = site.node,
): OnnxNode[] | undefined {
  const chain: OnnxNode[] = []
  for (const op of operators) {
    const next = site.reader(chain.at(-1) ?? from)
    if (next?.op !== op || next.domain !== '') return undefined
    chain.push(next)
  }
  return chain
}

/** What a node reads besides the output of another. */
export function otherInput(node: OnnxNode, from: OnnxNode): string | undefined {
  return node.inputs.find((name) => !from.outputs.includes(name))
}

/** The number that a node reads besides the output of another, which has so many dimensions. */
export function otherNumber(site: Site, node: OnnxNode, from: OnnxNode, rank: number): number | undefined {
  const name = otherInput(node, from)
  return name === undefined ? undefined : numberOf(site, name, rank)
}

/** More dimensions than the other tensor has would make it larger. */
function numberOf(site: Site, name: string, rank: number): number | undefined {
  const constant = site.reading.constantIfKnown(name)
  return constant?.values.length === 1 && constant.shape.length <= rank ? constant.values[0] : undefined
}

/** As near as float32 writes it. */
function isNear(value: number | undefined, wanted: number): boolean {
  return value !== undefined && Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted)
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
  const [input, by = ''] = site.node.inputs
  const rank = site.type()?.shape.length ?? 0
  if (by === '' || !isNear(numberOf(site, by, rank), site.node.op === 'Div' ? Math.SQRT2 : Math.SQRT1_2))
    return false
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
  if (
    !isNear(otherNumber(site, plusOne, erf, rank), 1) ||
    !isNear(otherNumber(site, half, product, rank), 0.5)
  )
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
  if (
    choice?.op !== 'Where' ||
    choice.domain !== '' ||
    choice.inputs[1] !== input ||
    choice.inputs[2] !== site.node.outputs[0]
  )
    return undefined
  const readers = site.reading.model.consumers.get(input) ?? []
  const above = readers.find(
    ({ op, domain, outputs }) => op === 'Greater' && domain === '' && outputs[0] === choice.inputs[0],
  )
  const threshold = above === undefined ? undefined : site.reading.constantIfKnown(above.inputs[1] ?? '')
  if (above?.inputs[0] !== input || threshold?.values.length !== 1 || site.reader(above) !== choice)
    return undefined
  if (threshold.shape.length > (site.type()?.shape.length ?? 0)) return undefined
  for (const node of [above, choice]) site.standIn(node)
  return threshold.values[0]
}
