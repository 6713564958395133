/** What losses for classes ask of their targets. */
import { z } from 'zod'
import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { channelsSecond, toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/** Which classes and samples count, and how much. */
export const classParams = {
  weight: z
    .array(z.number().min(0))
    .nullable()
    .default(null)
    .meta({ doc: 'A weight for each class; none: all alike.', advanced: true }),
  ignore_index: z.int().default(-100).meta({ doc: 'Targets of this value do not count.', advanced: true }),
}

/** Fails with PyTorch's sentence where class numbers do not fit scores `(C)`, `(N, C)` or `(N, C, d1, …)`. */
export function expectClasses(input: Shape, target: Shape): void {
  const message = problem(input, target)
  if (message === undefined) return
  throw new RuleError(message, {
    handle: input.length > 2 ? 'input' : 'target',
    remedy: tell('rules.class_targets.input_is_target', 'The input is {{input}}, the target {{target}}.', {
      input: formatShape(input),
      target: formatShape(target),
    }),
    fixes: classFixes(input, target),
  })
}

/** Remedies that give each sample one class number: a Flatten that is missing, classes in the second place, or a target without its 1. */
export function classFixes(input: Shape, target: Shape): RuleFix[] {
  const wanted = [...input.slice(0, 1), ...input.slice(2)]
  return [
    ...(input.length > 2 && target.length === 1
      ? [{ kind: 'flatten-upstream', handle: 'input' } as const]
      : []),
    ...channelsSecond('input', input),
    ...toShape('target', target, wanted),
  ]
}

/** Fails where there is not one weight for each class. */
export function expectClassWeights(weight: readonly number[] | null, input: Shape): void {
  const classes = input.length === 1 ? input[0] : input[1]
  if (weight === null || weight.length === classes) return
  throw new RuleError(
    `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: [${weight.length}]`,
    {
      param: 'weight',
      remedy: tell('rules.class_targets.give_weights_or_none', 'Give {{classes}} weights, or none.', {
        classes: classes ?? 1,
      }),
      fixes: [
        {
          kind: 'unset',
          label: tell('rules.class_targets.without_weight', 'Without weight'),
          names: ['weight'],
        },
      ],
    },
  )
}

function problem(input: Shape, target: Shape): string | Told | undefined {
  if (input.length === 0) return 'Expected 1 or more dimensions (got 0)'
  const expected = input.length === 1 ? [] : [input[0] ?? 1, ...input.slice(2)]
  if (sameShape(expected, target)) return undefined
  const [scores, given] = [formatShape(input), formatShape(target)]
  if (input.length === 1 && target.length === 1) {
    return target[0] === 1
      ? told(
          'rule.class_targets.one_number',
          'For 1D input, give the target as one number, without a dimension',
        )
      : `For 1D input, 1D target must have size 1, but got target size: ${target[0]}`
  }
  if (input.length > 1 && input[0] !== target[0])
    return `Expected input batch_size (${input[0]}) to match target batch_size (${target[0] ?? 1}).`
  if (input.length <= 2) return '0D or 1D target tensor expected, multi-target not supported'
  if (input.length !== 4) return `Expected target size ${formatShape(expected)}, got ${given}`
  return target.length === 3
    ? `size mismatch (got input: ${scores} , target: ${given}`
    : `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}`
}
