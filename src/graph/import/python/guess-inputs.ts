/** Shapes for the inputs of a net whose source does not say them: those that its first layers and its own sizes allow. */
import { BATCH } from '../../types/dims'
import type { DType, TensorType } from '../../types/dims'
import type { ImportNote } from '../result/imported'
import type { DefinitionBuilder, BuiltNode } from './definition-builder'
import type { ExampleValue } from './values'
import { told } from '../../../words/tell'

interface Attempt {
  builder: DefinitionBuilder
  definitions: ReadonlyMap<string, DefinitionBuilder>
  /** How much could not be read. */
  notes: number
}

interface Guess {
  types: readonly (TensorType | null)[]
  notes: readonly ImportNote[]
}

/** Sides of images, the usual ones first. */
const SIDES = [32, 28, 224, 64, 128, 96, 256, 299, 227, 112, 512, 572, 16, 8]
const MOST_TRIES = 256
/** Nodes in all tries together. */
const MOST_WORK = 4_000
/** Lengths of sequences: the usual ones, and those of the net's own tables. */
const LENGTHS = [16, 10, 8, 20, 32, 50, 64, 100, 128, 256, 512]
const LENGTH = 16

/** `examples`: for each input what the source calls the net with, with the batch. */
export function guessInputs(
  examples: readonly (ExampleValue | undefined)[],
  attempt: (types: readonly (TensorType | null)[]) => Attempt,
): Guess {
  const none = examples.map((): TensorType | null => null)
  const first = attempt(none)
  const inputs = first.builder.nodes.filter(({ type }) => type === 'Input')
  const kinds = inputs.map((input) => kindOf(input, first))
  const known = kinds.map((kind, index): TensorType | null => {
    const example = examples[index]
    return example === undefined ? null : typed(example.shape.slice(1), kind?.dtype ?? example.dtype)
  })
  if (examples.length > 0 && known.every((type) => type !== null)) return { types: known, notes: [] }
  if (kinds.every((kind) => kind === undefined)) return { types: none, notes: unknownNotes(inputs) }
  const { side, fits } = bestSide(kinds, known, attempt, first)
  const types = kinds.map(
    (kind, index) => known[index] ?? (kind && typed(kind.shape(side), kind.dtype)) ?? null,
  )
  return {
    types,
    notes: [
      ...unknownNotes(inputs.filter((_, index) => types[index] === null)),
      ...guessedNotes(inputs, types, kinds, known, fits),
    ],
  }
}

interface Kind {
  /** The shape of a sample, given the side of an image or the length of a sequence. */
  shape: (side: number) => number[]
  dtype?: 'int64' | 'bool'
  /** The layer says the whole shape. */
  sure: boolean
  /** The side is one of an image. */
  image: boolean
}

/** What the first layer that takes an input says about it. */
function kindOf(input: BuiltNode, { builder, definitions }: Attempt): Kind | undefined {
  const seen = new Set<string>()
  const look = (inside: DefinitionBuilder, id: string, path: string): Kind | undefined => {
    if (seen.has(`${path}/${id}`) || seen.size > 1000) return undefined
    seen.add(`${path}/${id}`)
    for (const { target, handle } of inside.usersOf(id)) {
      const node = inside.nodeAt(target)
      if (node === undefined) continue
      const inner = node.type === 'Module' ? definitions.get(String(node.params['module'])) : undefined
      const entry = inner?.nodes.find(({ type, name }) => type === 'Input' && name === handle)
      // One truth for each step of a sequence.
      if (handle.endsWith('key_padding_mask'))
        return { shape: (side) => [side], dtype: 'bool', sure: false, image: false }
      if (node.type === 'Flatten') {
        const after = look(inside, target, path)
        return after && flattened(after)
      }
      if (node.type === 'Cat' && node.params['dim'] === 1) {
        const after = look(inside, target, path)
        return after && shareOf(after, inside.sourcesOf(target).length)
      }
      const kind =
        inner && entry
          ? look(inner, entry.id, `${path}/${target}`)
          : (ofLayer(node) ??
            (KEEPS.has(node.type) ? look(inside, target, path) : undefined) ??
            ofNormalized(node))
      if (kind !== undefined) return kind
    }
    return undefined
  }
  return look(builder, input.id, '')
}

/** What passes a shape on as it is, or nearly. */
const KEEPS = new Set([
  'ReLU', 'Dropout', 'Identity', 'Tanh', 'Sigmoid', 'GELU', 'Add', 'Sub', 'Mul', 'LeakyReLU', 'LayerNorm', 'RMSNorm', 'ZeroPad2d', 'ReflectionPad2d', 'ReplicationPad2d',
]) // prettier-ignore

/** A sample that is flattened before its first Linear: a square image where the number of features is one. */
function flattened({ shape, sure }: Kind): Kind {
  const features = shape(1)
  const [size = 0] = features
  if (!sure || features.length > 1) return { shape: () => features, sure: false, image: false }
  for (const channels of [1, 3]) {
    const side = Math.sqrt(size / channels)
    if (Number.isInteger(side) && side > 1)
      return { shape: () => [channels, side, side], sure: false, image: false }
  }
  return { shape: () => [size], sure: false, image: false }
}

/** One of `count` inputs that are joined by their channels. */
function shareOf({ shape, ...kind }: Kind, count: number): Kind | undefined {
  const [channels = 0] = shape(1)
  if (channels % count !== 0) return undefined
  return { ...kind, sure: false, shape: (side) => [channels / count, ...shape(side).slice(1)] }
}

/** By the param that says how many channels or features come in; how many dimensions there are besides. */
function ofLayer({ type, first, params }: BuiltNode): Kind | undefined {
  const given = { ...params, ...first }
  const channels = [given['in_channels'], given['num_features'], given['num_channels']].find(
    (size) => typeof size === 'number',
  )
  const rank = /([123])d$/.exec(type)?.[1]
  if (typeof channels === 'number' && rank !== undefined) {
    const dims = type === 'BatchNorm1d' ? 0 : Number(rank)
    return {
      shape: (side) => [channels, ...Array.from({ length: dims }, () => side)],
      sure: dims === 0,
      image: dims > 0,
    }
  }
  if (type === 'Linear' && typeof given['in_features'] === 'number') {
    const features = given['in_features']
    return { shape: () => [features], sure: true, image: false }
  }
  if (type === 'Embedding') return { shape: (side) => [side], dtype: 'int64', sure: false, image: false }
  const size = [given['input_size'], given['d_model'], given['embed_dim']].find(
    (value) => typeof value === 'number',
  )
  if (typeof size === 'number') return { shape: (side) => [side, size], sure: false, image: false }
  return undefined
}

/** A norm of the last sizes says no more than those: what comes behind it may say how many there are in front. */
function ofNormalized({ type, first, params }: BuiltNode): Kind | undefined {
  if (type !== 'LayerNorm' && type !== 'RMSNorm') return undefined
  const sizes = [{ ...params, ...first }['normalized_shape']].flat()
  if (!sizes.every((size) => typeof size === 'number')) return undefined
  return { shape: () => sizes, sure: false, image: false }
}

/** The first side with which everything fits, else the one with the fewest problems. */
function bestSide(
  kinds: readonly (Kind | undefined)[],
  known: readonly (TensorType | null)[],
  attempt: (types: readonly (TensorType | null)[]) => Attempt,
  first: Attempt,
): { side: number; fits: number } {
  const trial = (side: number): { problems: number; notes: number } => {
    const types = kinds.map(
      (kind, index) => known[index] ?? (kind && typed(kind.shape(side), kind.dtype)) ?? null,
    )
    const { builder, definitions, notes } = attempt(types)
    const inner = [...definitions.values()].reduce((sum, definition) => sum + definition.problems, 0)
    return { problems: builder.problems + inner, notes }
  }
  const image = kinds.some((kind) => kind?.image)
  const nodes =
    first.builder.nodes.length +
    [...first.definitions.values()].reduce((sum, definition) => sum + definition.nodes.length, 0)
  const sure = kinds.every((kind) => kind === undefined || kind.sure)
  const usual = image ? SIDES : sure ? [LENGTH] : [...LENGTHS, ...lengthsOf(first)]
  // A side of 1 fits whatever is beside it.
  const counted = Array.from({ length: MOST_TRIES }, (_, index) => index + 2)
  const rare = usual.length === 1 ? [] : [...counted, 1]
  const all = [...usual, ...rare]
  const sides = [...new Set(all)].slice(0, Math.max(usual.length, Math.floor(MOST_WORK / Math.max(1, nodes))))
  let best = { side: sides[0] ?? LENGTH, problems: Infinity, notes: Infinity }
  let fits = 0
  // Where every side has the same problems, the side is not what is wrong.
  let differ = false
  for (const [index, side] of sides.entries()) {
    // The rare sides only where no usual one fits; two that fit say as much as ten.
    if (fits > 1 || (index >= usual.length && (best.problems === 0 || !differ))) break
    const { problems, notes } = trial(side)
    if (problems === 0) fits += 1
    differ ||= index > 0 && problems !== best.problems
    if (problems < best.problems || (problems === best.problems && notes < best.notes))
      best = { side, problems, notes }
  }
  return { side: best.side, fits: best.problems === 0 ? fits : 0 }
}

/** Sizes of tables that a net has: as many words as there are places. */
function lengthsOf({ builder, definitions }: Attempt): number[] {
  const sizes = [builder, ...definitions.values()]
    .flatMap(({ nodes }) => nodes)
    .flatMap(({ type, params, written }) =>
      type === 'Embedding' ? [params['num_embeddings']] : [params['shape'] ?? written['shape']].flat(),
    )
  const lengths = sizes.filter((size) => typeof size === 'number' && size > 1 && size <= MOST_TRIES)
  return [...new Set(lengths as number[])].slice(0, LENGTHS.length)
}

function typed(shape: readonly number[], dtype: DType = 'float32'): TensorType {
  return { shape: [BATCH, ...shape], dtype }
}

function unknownNotes(inputs: readonly BuiltNode[]): ImportNote[] {
  return inputs.map(({ name }) => ({
    severity: 'warning',
    node: name,
    ...told(
      'python.shape_not_said',
      'The source does not say the shape of {{name}}: set it on its Input node.',
      { name },
    ),
  }))
}

function guessedNotes(
  inputs: readonly BuiltNode[],
  types: readonly (TensorType | null)[],
  kinds: readonly (Kind | undefined)[],
  known: readonly (TensorType | null)[],
  fits: number,
): ImportNote[] {
  return inputs.flatMap(({ name }, index): ImportNote[] => {
    const type = types[index]
    const kind = kinds[index]
    if (!type || kind === undefined || known[index]) return []
    const shape = `[${type.shape.slice(1).join(', ')}]`
    if (kind.sure)
      return [
        {
          severity: 'info',
          node: name,
          ...told(
            'python.shape_of_first_layer',
            'The shape of {{name}} is {{shape}}, as its first layer says.',
            { name, shape },
          ),
        },
      ]
    const only = kind.image && fits === 1
    return [
      {
        severity: 'info',
        node: name,
        ...(only
          ? told(
              'python.only_shape',
              'The source does not say the shape of {{name}}: {{shape}} is the one of the usual sizes that fits. Change it on its Input node.',
              { name, shape },
            )
          : told(
              'python.one_of_several_shapes',
              'The source does not say the shape of {{name}}: {{shape}} fits, but others may too. Change it on its Input node.',
              { name, shape },
            )),
      },
    ]
  })
}
