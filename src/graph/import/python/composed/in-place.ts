/**
 * What changes a tensor in place. All names of it are one value here, which becomes what the operation gives; wires of views cannot
 * follow: where one of them is used afterwards, it is told.
 */
import type { DefinitionBuilder } from '../definition-builder'
import type { TensorValue } from '../values'

/** The tensor itself under another shape, or a part of it. */
const VIEWS: ReadonlySet<string> = new Set([
  'Reshape', 'Flatten', 'Unflatten', 'Slice', 'Select', 'Transpose', 'Permute', 'Unsqueeze', 'Squeeze', 'Expand', 'ExpandAs',
  'Split', 'Chunk', 'Identity',
]) // prettier-ignore

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
