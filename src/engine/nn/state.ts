import { sameShape, shapeText } from '../core/shape'
import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'

/** Names and tensors, in the order in which PyTorch lists them. */
export type StateDict = Map<string, Tensor>

export interface IncompatibleKeys {
  missingKeys: string[]
  unexpectedKeys: string[]
}

/** Copies `given` into the tensors of `own` that have the same names; errors read as PyTorch's. */
export function loadInto(
  name: string,
  own: ReadonlyMap<string, Tensor>,
  given: ReadonlyMap<string, Tensor>,
  strict: boolean,
): IncompatibleKeys {
  const missingKeys = [...own.keys()].filter((key) => !given.has(key))
  const unexpectedKeys = [...given.keys()].filter((key) => !own.has(key))
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

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ')
}
