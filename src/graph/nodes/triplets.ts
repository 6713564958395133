/** What losses of an anchor, something near and something far share. */
import { z } from 'zod'
import type { Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { Handle, RuleCall } from '../registry/definition'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

export const tripletInputs: Handle[] = [
  { name: 'anchor', doc: 'What is compared.' },
  { name: 'positive', doc: 'What should be near.' },
  { name: 'negative', doc: 'What should be far.' },
]

export const tripletMargin = z
  .number()
  .positive()
  .default(1)
  .meta({ doc: 'How much nearer the positive must be than the negative.' })

export const tripletSwap = z
  .boolean()
  .default(false)
  .meta({ doc: 'Also count the distance from positive to negative, where that is smaller.' })

/** The shapes of the three. Errors: ranks that differ → PyTorch's sentence. */
export function tripletShapes(
  call: RuleCall<unknown>,
): readonly [anchor: Shape, positive: Shape, negative: Shape] {
  const anchor = inputAt(call, 'anchor').shape
  const positive = inputAt(call, 'positive').shape
  const negative = inputAt(call, 'negative').shape
  if (anchor.length === positive.length && positive.length === negative.length)
    return [anchor, positive, negative]
  throw new RuleError(
    'The anchor, positive, and negative tensors are expected to have the same number of dimensions, ' +
      `but got: anchor ${anchor.length}D, positive ${positive.length}D, and negative ${negative.length}D inputs`,
    {
      fixes: [
        ...toShape('anchor', anchor, positive),
        ...toShape('positive', positive, anchor),
        ...toShape('negative', negative, anchor),
      ],
    },
  )
}
