/** The distances of TripletMarginWithDistanceLoss: those that a node can have, by how Python writes them. */
import { nameOf } from './script'
import type { Expression } from './syntax'
import { isKind } from './values'
import type { Value } from './values'

/** `pairwise_distance` or `cosine_distance`; of another function its own name, which no node has. */
export function distanceName(value: Value): string {
  if (value === null) return 'pairwise_distance'
  if (isKind(value, 'global')) return value.path.split('.').at(-1) ?? value.path
  if (isKind(value, 'layer'))
    return value.type === 'PairwiseDistance' && Object.keys(value.params).length === 0
      ? 'pairwise_distance'
      : value.type
  if (!isKind(value, 'function')) return typeof value === 'string' ? value : 'function'
  const { parameters, body } = value
  const names = parameters.map(({ name }) => name)
  return isExpression(body) && isCosineDistance(body, names) ? 'cosine_distance' : value.name
}

function isExpression(body: object): body is Expression {
  return !Array.isArray(body)
}

/** `1.0 - F.cosine_similarity(x, y)` of the two parameters, in either order. */
function isCosineDistance(body: Expression, names: readonly string[]): boolean {
  if (body.kind !== 'binary' || body.operator !== '-') return false
  const { left, right } = body
  if (left.kind !== 'constant' || left.value !== 1 || right.kind !== 'call') return false
  if (nameOf(right.callee) !== 'cosine_similarity' || right.args.length !== 2 || names.length !== 2)
    return false
  const given = right.args.map(({ name, value }) =>
    name === undefined && value.kind === 'name' ? value.name : '',
  )
  return given.toSorted().join() === names.toSorted().join()
}
