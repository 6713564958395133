/** Functions that make tensors: their shapes, and what the values start with. */
import type { Arguments } from './arguments'
import { cast, exampleOf, fixedOf } from './fixed/fixed-tensor'
import { typeNamed } from './fixed/fixed-operations'
import { isKind, list, plain, UNKNOWN } from './values'
import type { ExampleValue, TensorInit, Value } from './values'

/** More numbers are no table of a net. */
const MOST_COUNTED = 1_000_000

const INITS: Readonly<Record<string, TensorInit>> = {
  zeros: { init: 'zeros' },
  ones: { init: 'ones' },
  randn: { init: 'normal' },
  rand: { init: 'uniform' },
  empty: { init: 'zeros' },
  Tensor: { init: 'zeros' },
  FloatTensor: { init: 'zeros' },
}

/** undefined where `torch.<name>` makes no tensor. */
export function tensorMaker(name: string, args: Arguments): Value | undefined {
  const { positional, named } = args
  const [first = null, second = null] = positional
  if (name === 'Size') return first
  if (name === 'tensor' || name === 'as_tensor') return typed(written(first, args), named)
  if (name === 'arange') return typed(counted(args), named)
  if (name === 'linspace') return spaced([...positional, ...named.values()])
  if (name === 'eye') return typed(identity(positional), named)
  if (name === 'generate_square_subsequent_mask') return causal(first)
  if (name === 'full')
    return typed(
      sized(
        named.get('size') ?? first,
        { init: 'constant', val: Number(plain(named.get('fill_value') ?? second)) },
        args.whole,
      ),
      named,
    )
  if (name === 'randint')
    return drawn(positional.findLast((value) => isKind(value, 'list')) ?? named.get('size') ?? null)
  const init = Object.hasOwn(INITS, name) ? INITS[name] : undefined
  if (init === undefined) return undefined
  return typed(sized(isKind(first, 'list') ? first : list([...positional]), init), named)
}

/** With the `dtype` that was asked for. */
function typed(value: Value, named: ReadonlyMap<string, Value>): Value {
  const dtype = typeNamed(named.get('dtype'))
  if (dtype === undefined || !isKind(value, 'example')) return value
  const fixed = fixedOf(value)
  return fixed === undefined ? value : exampleOf(cast(fixed, dtype))
}

/** `torch.linspace(start, end, steps)`, from both ends as PyTorch counts. */
function spaced(given: readonly Value[]): Value {
  const [start = 0, end = 0, steps = 0] = given.map((value) => (typeof value === 'number' ? value : NaN))
  if (!(steps > 0 && steps <= MOST_COUNTED)) return UNKNOWN
  const step = Math.fround((end - start) / (steps - 1))
  const values = Array.from({ length: steps }, (_, index) =>
    Math.fround(index < steps / 2 ? start + step * index : end - step * (steps - index - 1)),
  )
  return exampleOf({ shape: [steps], values: steps === 1 ? [start] : values, dtype: 'float32' })
}

/** `torch.eye(n, m)`. */
function identity([rows = null, columns = rows]: readonly Value[]): Value {
  if (typeof rows !== 'number' || typeof columns !== 'number' || rows * columns > MOST_COUNTED) return UNKNOWN
  const values = Array.from({ length: rows * columns }, (_, place) =>
    Number(Math.floor(place / columns) === place % columns),
  )
  return exampleOf({ shape: [rows, columns], values, dtype: 'float32' })
}

/** The mask of `nn.Transformer`: −∞ above the diagonal. */
function causal(size: Value): Value {
  if (typeof size !== 'number' || size * size > MOST_COUNTED) return UNKNOWN
  const values = Array.from({ length: size * size }, (_, place) =>
    place % size > Math.floor(place / size) ? -Infinity : 0,
  )
  return exampleOf({ shape: [size, size], values, dtype: 'float32' })
}

/** `torch.empty(3).normal_(std=0.02)`; undefined for methods that give no start values. */
export function initialised(
  self: ExampleValue,
  name: string,
  { positional, named }: Arguments,
): ExampleValue | undefined {
  const { shape } = self
  const number = (key: string, place: number, usual: number): number =>
    Number(plain(named.get(key) ?? positional[place] ?? usual))
  const example = (init: TensorInit): ExampleValue => ({ kind: 'example', shape, init })
  switch (name) {
    case 'normal_':
      return example({
        init: 'normal',
        ...other('mean', number('mean', 0, 0), 0),
        ...other('std', number('std', 1, 1), 1),
      })
    case 'uniform_':
      return example({
        init: 'uniform',
        ...other('a', number('from', 0, 0), 0),
        ...other('b', number('to', 1, 1), 1),
      })
    case 'fill_':
      return example({ init: 'constant', val: number('value', 0, 0) })
    case 'reshape':
    case 'view':
      return reshaped(self, positional)
    case 'flatten':
      return flattened(self, number('start_dim', 0, 0), number('end_dim', 1, -1))
    case 'zero_':
      return example({ init: 'zeros' })
    default:
      return undefined
  }
}

function flattened(self: ExampleValue, from: number, to: number): ExampleValue {
  const rank = self.shape.length
  const [first, last] = [from < 0 ? from + rank : from, to < 0 ? to + rank : to]
  const joined = self.shape.slice(first, last + 1).reduce((product, size) => product * size, 1)
  return { ...self, shape: [...self.shape.slice(0, first), joined, ...self.shape.slice(last + 1)] }
}

/** The same values under another shape. */
function reshaped(self: ExampleValue, positional: readonly Value[]): ExampleValue | undefined {
  const [first] = positional
  const sizes = isKind(first, 'list') ? first.items : positional
  if (!sizes.every((size) => typeof size === 'number')) return undefined
  const count = self.shape.reduce((product, size) => product * size, 1)
  const known = sizes.filter((size) => size !== -1).reduce((product, size) => product * size, 1)
  return { ...self, shape: sizes.map((size) => (size === -1 ? count / known : size)) }
}

/** What differs from the default. */
function other(name: string, value: number, usual: number): Record<string, number> {
  return value === usual ? {} : { [name]: value }
}

/** `torch.tensor([[1.0, 2.0]])`; a value that is no literal stays what it is. */
function written(value: Value, { whole }: Arguments): Value {
  const literal = tensorLiteral(value)
  if (literal === undefined) return value
  const [only = 0] = literal.values
  const init: TensorInit = { init: 'constant', val: only }
  if (holdsTruths(value)) return { kind: 'example', ...literal, init, dtype: 'bool' }
  return {
    kind: 'example',
    ...literal,
    init,
    ...(whole === true && literal.values.every(Number.isInteger) ? { dtype: 'int64' } : {}),
  }
}

/** Whether all in it are True or False. */
function holdsTruths(value: Value): boolean {
  return isKind(value, 'list')
    ? value.items.length > 0 && value.items.every(holdsTruths)
    : typeof value === 'boolean'
}

/** `torch.arange(n)`. */
function counted({ positional, named, float }: Arguments): Value {
  const numbers = positional.map((value) => (typeof value === 'number' ? value : NaN))
  const [first = 0, last = 0, by = 1] = numbers.length === 1 ? [0, numbers[0]] : numbers
  const given = (name: string, usual: number): number => Number(plain(named.get(name) ?? usual))
  const [start, end, step] = [given('start', first), given('end', last), given('step', by)]
  const count = Math.ceil((end - start) / step)
  if (!(count > 0 && count <= MOST_COUNTED)) return UNKNOWN
  const values = Array.from({ length: count }, (_, index) => start + index * step)
  const dtype = float !== true && values.every(Number.isInteger) ? ({ dtype: 'int64' } as const) : {}
  return { kind: 'example', shape: [count], values, init: { init: 'constant', val: start }, ...dtype }
}

/** Whole numbers that nobody knows before they are drawn. */
function drawn(sizes: Value): Value {
  return sized(sizes, { init: 'uniform' }, true)
}

function sized(sizes: Value, init: TensorInit, whole = false): Value {
  if (!isKind(sizes, 'list') || !sizes.items.every((size) => typeof size === 'number'))
    return { kind: 'unknown' }
  return { kind: 'example', shape: sizes.items, init, ...(whole ? { dtype: 'int64' } : {}) }
}

/** Nested lists of numbers, as `torch.tensor` takes them: their shape and values. */
export function tensorLiteral(value: Value): { shape: number[]; values: number[] } | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return { shape: [], values: [Number(value)] }
  if (!isKind(value, 'list')) return undefined
  const parts = value.items.map(tensorLiteral)
  const [first] = parts
  if (
    first === undefined ||
    parts.some((part) => part === undefined || part.shape.join() !== first.shape.join())
  )
    return undefined
  return { shape: [parts.length, ...first.shape], values: parts.flatMap((part) => part?.values ?? []) }
}
