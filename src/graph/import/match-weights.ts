/** Brings weights from a file to a net: by key and shape, with what does not fit in PyTorch's words. */
import type { GraphDocument } from '../document/document'
import type { SafeTensor, SafeTensors } from '../formats/safetensors'

/** What a net takes, by key. */
export type WeightShapes = ReadonlyMap<string, readonly number[]>

/** Sizes by key of the state_dict, or the key of the same tensor. */
export type UnusedWeights = NonNullable<GraphDocument['unused_weights']>

export interface WeightsMatch {
  /** Those that fit, under the keys of the net. */
  fitting: SafeTensors
  /** Keys that the file lacks. */
  missing: string[]
  /** Keys that the net has not. */
  unexpected: string[]
  mismatched: Mismatch[]
  /** Those that belong to the state_dict, though no node has them. */
  unused: SafeTensors
  /** Keys that the file writes in another way, e.g. `features.0.weight` for `features.n0.weight`. */
  renamed: number
  /** What was taken off in front of every key, where the net has keys without it. */
  holder?: string
  /** Every tensor of the file, under the key of the net where it has one. */
  all: SafeTensors
}

export interface Mismatch {
  key: string
  given: readonly number[]
  wanted: readonly number[]
}

/**
 * The same key is the same parameter. Where keys differ only in how they write the parts of a Sequential or a ModuleList
 * (`layers.0.fc` in PyTorch, `layers_0.fc` or `layers.n0.fc` here), they are the same too, if that is certain.
 *
 * - `source`: keys of the net by those that the source of the net has for them
 * - `unused`: what the document knows of tensors that no node has
 */
export function matchWeights(
  net: WeightShapes,
  given: SafeTensors,
  source: ReadonlyMap<string, string> = new Map(),
  unused: UnusedWeights = {},
): WeightsMatch {
  const file = withoutHolder(given, (key) => net.has(key) || source.has(key))
  const others = uniqueBy([...net.keys()].filter((key) => !file.has(key)))
  const match: WeightsMatch = {
    fitting: new Map(),
    missing: [],
    unexpected: [],
    mismatched: [],
    unused: new Map(),
    renamed: 0,
    ...(file === given ? {} : { holder: HOLDER }),
    all: new Map(),
  }
  const taken = new Set<string>()
  const spelled = uniqueBy([...file.keys()])
  for (const [written, tensor] of file) {
    const plain = plainKey(written)
    const other = spelled.get(plain) === written ? others.get(plain) : undefined
    const key = net.has(written) ? written : (source.get(written) ?? other)
    const wanted = key === undefined ? undefined : net.get(key)
    const spare = key === undefined && Object.hasOwn(unused, written) ? unused[written] : undefined
    if (spare !== undefined) {
      if (typeof spare === 'string' || sameShape(tensor, spare)) match.unused.set(written, tensor)
      else match.mismatched.push({ key: written, given: tensor.shape, wanted: spare })
      continue
    }
    if (key === undefined || wanted === undefined || taken.has(key)) {
      match.unexpected.push(written)
      match.all.set(written, tensor)
      continue
    }
    taken.add(key)
    match.all.set(key, tensor)
    if (key !== written && source.get(written) !== key) match.renamed += 1
    if (sameShape(tensor, wanted)) match.fitting.set(key, tensor)
    else match.mismatched.push({ key, given: tensor.shape, wanted })
  }
  // Files from before PyTorch 0.4.1 do not count batches, and PyTorch reads them too.
  match.missing = [...net.keys()].filter((key) => !taken.has(key) && !key.endsWith('num_batches_tracked'))
  return match
}

/** What a program that trains a net puts in front of its keys, where it is an attribute of another module. */
const HOLDER = 'model.'

/** Without it, where all keys have it and the net has none of them. */
function withoutHolder(file: SafeTensors, isKnown: (key: string) => boolean): SafeTensors {
  const keys = [...file.keys()]
  const held = keys.length > 0 && keys.every((key) => key.startsWith(HOLDER) && !isKnown(key))
  if (!held || !keys.some((key) => isKnown(key.slice(HOLDER.length)))) return file
  return new Map([...file].map(([key, tensor]) => [key.slice(HOLDER.length), tensor]))
}

export function isWhole({ missing, unexpected, mismatched }: WeightsMatch): boolean {
  return missing.length + unexpected.length + mismatched.length === 0
}

/** `Missing key(s) in state_dict: …` and the like, as `load_state_dict` says it. */
export function matchTexts({ missing, unexpected, mismatched }: WeightsMatch): string[] {
  return [
    ...(missing.length === 0 ? [] : [`Missing key(s) in state_dict: ${quoted(missing)}.`]),
    ...(unexpected.length === 0 ? [] : [`Unexpected key(s) in state_dict: ${quoted(unexpected)}.`]),
    ...mismatched.map(
      ({ key, given, wanted }) =>
        `size mismatch for ${key}: copying a param with shape torch.Size([${given.join(', ')}]) from checkpoint, ` +
        `the shape in current model is torch.Size([${wanted.join(', ')}]).`,
    ),
  ]
}

function quoted(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ')
}

function sameShape({ shape }: SafeTensor, wanted: readonly number[]): boolean {
  return shape.length === wanted.length && shape.every((size, axis) => size === wanted[axis])
}

/** Keys by how both sides can write them; those that two keys share are not certain. */
function uniqueBy(keys: readonly string[]): Map<string, string> {
  const found = new Map<string, string | null>()
  for (const key of keys) {
    const plain = plainKey(key)
    found.set(plain, found.has(plain) ? null : key)
  }
  return new Map(
    [...found].flatMap(([plain, key]): [string, string][] => (key === null ? [] : [[plain, key]])),
  )
}

/** `features.n0.weight`, `features_0.weight` and `features.0.weight` are `features_0_weight`. */
function plainKey(key: string): string {
  return key.replace(/(^|[._])n(\d+)(?=[._]|$)/g, '$1$2').replaceAll('.', '_')
}
