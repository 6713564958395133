/** `F.batch_norm`, `F.instance_norm` and `F.group_norm` with tensors that are no layer's. */
import type { Operation, OperationRule } from '../operation'
import { refusals } from '../refusals'
import { Unreadable } from '../syntax'
import { isKind, UNKNOWN } from '../values'
import type { TensorValue, Value } from '../values'
import { add, div, mul, of, rankOf, sub } from './chains'
import type { Wire } from './chains'

export const NORMS: Readonly<Record<string, OperationRule>> = {
  batch_norm: {
    takes:
      'input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05',
    run: batchNorm,
  },
  instance_norm: {
    takes:
      'input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05',
    run: (o) => {
      if (o.value('use_input_stats') === false) return o.opaque()[0] ?? UNKNOWN
      const rank = rankOf(o.input)
      if (rank === undefined) throw new Unreadable(refusals.openArgument('input', o.name), o.line)
      const dim = Array.from({ length: rank - 2 }, (_, axis) => axis + 2)
      return scaled(o, standardised(o, o.input, dim))
    },
  },
  group_norm: {
    takes: 'input, num_groups, weight=None, bias=None, eps=1e-05',
    run: (o) => {
      const channels = o.input?.type?.shape[1]
      if (typeof channels !== 'number')
        throw new Unreadable(refusals.openArgument('input', o.name), o.line)
      const params = { num_groups: o.plain('num_groups'), num_channels: channels, eps: o.plain('eps'), affine: false }
      return scaled(o, of(o, 'GroupNorm', o.input, params))
    },
  },
} // prettier-ignore

/** With the mean and the variance that are given, as in evaluation. */
function batchNorm(o: Operation): Value {
  const training = o.value('training') ?? false
  if (training === true) return scaled(o, standardised(o, o.input, othersThanChannels(o)))
  if (isKind(training, 'unknown') && training.assume !== false)
    o.note(refusals.unreadArgument('training', `F.${o.name}()`))
  else if (isKind(training, 'unknown')) o.note(refusals.whileTraining())
  const [mean, variance] = ['running_mean', 'running_var'].map((name) => forChannels(o, o.tensor(name)))
  const spread = of(o, 'Sqrt', add(o, variance ?? null, epsilon(o)))
  return scaled(o, div(o, sub(o, o.input, mean ?? null), spread))
}

function othersThanChannels(o: Operation): number[] {
  const rank = rankOf(o.input)
  if (rank === undefined) throw new Unreadable(refusals.openArgument('input', o.name), o.line)
  return Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== 1)
}

/** (x − mean) / √(var + eps), over these dimensions. */
function standardised(o: Operation, input: Wire, dim: readonly number[]): TensorValue {
  const mean = of(o, 'Mean', input, { dim, keepdim: true })
  const variance = of(o, 'Var', input, { dim, correction: 0, keepdim: true })
  return div(o, sub(o, input, mean), of(o, 'Sqrt', add(o, variance, epsilon(o))))
}

function epsilon(o: Operation): number {
  return Number(o.plain('eps') ?? 1e-5)
}

function scaled(o: Operation, value: TensorValue): TensorValue {
  const given = (name: string): boolean => (o.value(name) ?? null) !== null
  const factor = given('weight') ? mul(o, value, forChannels(o, o.tensor('weight'))) : value
  return given('bias') ? add(o, factor, forChannels(o, o.tensor('bias'))) : factor
}

/** One number for each channel, beside what has more dimensions behind it. */
function forChannels(o: Operation, wire: Wire): Wire {
  const rank = rankOf(o.input) ?? 2
  return Array.from({ length: Math.max(0, rank - 2) }).reduce<Wire>(
    (before) => of(o, 'Unsqueeze', before, { dim: -1 }),
    wire,
  )
}
