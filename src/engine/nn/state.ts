import { sameShape, shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'

/** Names and tensors, in the order in which PyTorch lists them. */
export type StateDict = Map<string, Tensor>

export interface IncompatibleKeys {
  missingKeys: string[]
  unexpectedKeys: string[]
}

/** What is loaded into. */
interface Target {
  /** The class of the module, for errors. */
  name: string
  /** The tensors that take the values. */
  own: ReadonlyMap<string, Tensor>
  /** The dotted paths of all modules, parents first. */
  paths: readonly string[]
}

/** Copies `given` into the tensors that have the same names; errors read as PyTorch's. */
export function loadInto(
  { name, own, paths }: Target,
  given: ReadonlyMap<string, Tensor>,
  strict: boolean,
): IncompatibleKeys {
  const missingKeys = [...own.keys()].filter((key) => !given.has(key))
  const unknown = [...given.keys()].filter((key) => !own.has(key))
  // PyTorch asks module by module, each of them for the keys below it that it does not know.
  const unexpectedKeys = unknown.sort((a, b) => ownerPlace(a, paths) - ownerPlace(b, paths))
  const problems: string[] = []
  if (strict && unexpectedKeys.length > 0)
    problems.push(`Unexpected key(s) in state_dict: ${quoted(unexpectedKeys)}. `)
  if (strict && missingKeys.length > 0)
    problems.unshift(`Missing key(s) in state_dict: ${quoted(missingKeys)}. `)
  for (const [key, target] of own) {
    const source = given.get(key)
    if (!source || sameShape(source.shape, target.shape)) continue
    problems.push(
      `size mismatch for ${key}: copying a param with shape torch.Size(${shapeText(source.shape)}) from checkpoint, the shape in current model is torch.Size(${shapeText(target.shape)}).`,
    )
  }
  if (problems.length > 0) {
    throw new RuntimeError(`Error(s) in loading state_dict for ${name}:\n\t${problems.join('\n\t')}`)
  }
  for (const [key, target] of own) {
    const source = given.get(key)
    if (source) target.copy_(source)
  }
  return { missingKeys, unexpectedKeys }
}

/** The place in `paths` of the module furthest down that a key begins with. */
function ownerPlace(key: string, paths: readonly string[]): number {
  let place = 0
  for (let cut = key.lastIndexOf('.'); cut > 0 && place === 0; cut = key.lastIndexOf('.', cut - 1))
    place = Math.max(paths.indexOf(key.slice(0, cut)), 0)
  return place
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ')
}
