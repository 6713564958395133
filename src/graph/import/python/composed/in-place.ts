/**
 * What changes a tensor in place. All names of it are one value here, which becomes what the operation gives; wires of views cannot
 * follow: where one of them is used afterwards, it is told.
 */
import type { Arguments } from '../arguments'
import type { DefinitionBuilder } from '../definition-builder'
import { isTruth } from '../masks'
import { Operation } from '../operation'
import { signatureOf } from '../signatures'
import type { Tracer } from '../tracer'
import type { TensorValue, Value } from '../values'
import { isKind } from '../values'
import { of, rankOf } from './chains'

/** The tensor itself under another shape, or a part of it. */
const VIEWS: ReadonlySet<string> = new Set([
  'Reshape', 'Flatten', 'Unflatten', 'Slice', 'Select', 'Transpose', 'Permute', 'Unsqueeze', 'Squeeze', 'Expand', 'ExpandAs',
  'Split', 'Chunk', 'Identity',
]) // prettier-ignore

/** Whether a function or method of that name changes its first argument: `add_`, `F.relu(x, inplace=True)`. */
export function worksInPlace(name: string, { positional, named }: Arguments): boolean {
  if (/dropout/.test(name)) return false
  if (/[^_]_$/.test(name) && name !== 'requires_grad_') return true
  if (named.has('inplace')) return named.get('inplace') === true
  const place = signatureOf(`F.${name}`)?.findIndex((each) => each.name === 'inplace') ?? -1
  return place >= 0 && positional[place] === true
}

/** → the argument of the `forward` that the tensor is, or is a view of: its caller sees the change */
export function becomes(tensor: TensorValue, value: TensorValue, builder: DefinitionBuilder): string | undefined {
  const { node, handle } = tensor
  if (value.node === node && value.handle === handle) return undefined
  const { packed } = tensor
  Object.assign(tensor, value, { packed })
  // `x.unsqueeze_(1)` changes no value.
  if (VIEWS.has(builder.nodeAt(value.node)?.type ?? '')) return undefined
  const root = rootOf(node, builder)
  for (const other of [root, ...viewsOf(root, builder)]) if (other !== node) builder.markChanged(other)
  builder.markChanged(node, handle)
  return builder.nodeAt(root)?.type === 'Input' ? root : undefined
} // prettier-ignore

/** The caller's own tensor was changed in a module that it was given to. → as `becomes` */
export function changedInside({ node }: TensorValue, builder: DefinitionBuilder): string | undefined {
  const root = rootOf(node, builder)
  for (const other of [root, ...viewsOf(root, builder)]) builder.markChanged(other)
  return builder.nodeAt(root)?.type === 'Input' ? root : undefined
}

/** `x[mask] = value`; undefined for every other index. */
export function filledWhere(
  input: TensorValue,
  index: readonly Value[],
  value: Value,
  tracer: Tracer,
  line: number,
): TensorValue | undefined {
  const [mask] = index
  if (index.length !== 1 || !isTruth(mask)) return undefined
  const operation = new Operation('masked_fill', new Map(), [], tracer, line, () => undefined)
  const wire = tracer.tensor(mask, line)
  const missing = (rankOf(input) ?? 0) - (rankOf(wire) ?? 0)
  if (missing < 0 || (missing > 0 && rankOf(input) === undefined)) return undefined
  // A mask says which of the first dimensions.
  const whole = Array.from({ length: missing }).reduce<TensorValue | null>(
    (before) => of(operation, 'Unsqueeze', before, { dim: -1 }),
    wire,
  )
  if (typeof value === 'number' && (Number.isFinite(value) || value === -Infinity))
    return operation.node('MaskedFill', { value: value === -Infinity ? null : value }, { input, mask: whole })
  // Several values would be put one after another.
  const other = isKind(value, 'tensor') && rankOf(value) === 0 ? value : undefined
  return other && operation.node('Where', {}, { condition: whole, input: other, other: input })
}

/** The node that made what a wire is a view of. */
function rootOf(node: string, builder: DefinitionBuilder): string {
  let root = node
  for (let depth = 0; depth < 1000 && VIEWS.has(builder.nodeAt(root)?.type ?? ''); depth++) {
    const [source] = builder.sourcesOf(root)
    if (source === undefined) break
    root = source
  }
  return root
}

function viewsOf(node: string, builder: DefinitionBuilder): Set<string> {
  const found = new Set<string>()
  const waiting = [node]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const { target } of builder.usersOf(next))
      if (!found.has(target) && VIEWS.has(builder.nodeAt(target)?.type ?? '')) {
        found.add(target)
        waiting.push(target)
      }
  return found
}
