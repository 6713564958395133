/** Tensors that a `forward` makes for a batch whose size only running the net would tell. */
import type { Arguments } from './arguments'
import { filledOverBatch } from './batch'
import { typeNamed } from './fixed/fixed-operations'
import { Operation } from './operation'
import { sizesOf } from './sizes'
import type { Note } from './library'
import { tensorMaker } from './tensor-makers'
import type { Tracer } from './tracer'
import { isKind, list, plain } from './values'
import type { TensorInit, TensorValue, Value } from './values'

const INITS: Readonly<Record<string, TensorInit>> = {
  zeros: { init: 'zeros' },
  empty: { init: 'zeros' },
  ones: { init: 'ones' },
  randn: { init: 'normal' },
}

/** `torch.zeros(b, 3)`, `torch.full((b, 3), 0.5)`, `torch.randn(3)`; undefined where no size is the batch's and nothing is drawn. */
export function madeForBatch(name: string, args: Arguments, tracer: Tracer, note: Note): Value | undefined {
  if (tracer.frame === undefined) return undefined
  const { positional, named, line } = args
  const [first = named.get('size') ?? null, second = null] = positional
  const filled = name === 'full'
  const given = isKind(first, 'list') || isKind(first, 'shape') || filled ? first : list([...positional])
  const sizes = isKind(given, 'shape')
    ? sizesOf(given.tensor, given.from, given.to)
    : isKind(given, 'list')
      ? given.items
      : []
  if (sizes === undefined || !sizes.every((size) => typeof size === 'number' || isKind(size, 'size')))
    return undefined
  const init = filled
    ? filling(named.get('fill_value') ?? second)
    : Object.hasOwn(INITS, name)
      ? INITS[name]
      : undefined
  if (init === undefined) return undefined
  if (init.init !== 'normal' && sizes.every((size) => typeof size === 'number')) return undefined
  const asked = typeNamed(named.get('dtype'))
  const dtype =
    asked === 'float32' ? undefined : (asked ?? (filled && args.whole === true ? 'int64' : undefined))
  return filledOverBatch(new Operation(name, new Map(), [], tracer, line, note), sizes, init, dtype)
}

/** `x.new_zeros(…)`, `torch.zeros_like(x)`: the same with the type of another tensor; undefined for other methods. */
export function madeLike(
  self: TensorValue,
  name: string,
  args: Arguments,
  tracer: Tracer,
  note: Note,
): Value | undefined {
  const [, kind = '', like] = /^(?:new_)?(zeros|ones|full|empty)(_like)?$/.exec(name) ?? []
  if (kind === '' || (like === undefined && !name.startsWith('new_'))) return undefined
  if (self.type === null) return undefined
  const dtype = args.named.get('dtype') ?? { kind: 'global', path: `torch.${self.type.dtype}` }
  const named = new Map([...args.named, ['dtype', dtype] as const])
  const shape = list(sizesOf(self, 0) ?? [], true)
  const positional = like === undefined ? args.positional : [shape, ...args.positional]
  const all = { ...args, positional, named }
  return madeForBatch(kind, all, tracer, note) ?? tensorMaker(kind, all)
}

function filling(value: Value): TensorInit | undefined {
  const val = plain(value)
  return typeof val === 'number' || typeof val === 'boolean'
    ? { init: 'constant', val: Number(val) }
    : undefined
}
