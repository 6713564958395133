import { z } from 'zod'
import { float } from '../onnx/attribute-value'
import { defineActivation, inplace } from './activation'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * x above 0, a slope drawn from lower to upper times x from 0 down; in evaluation their mean. Shape: any.
 * Errors: lower above upper → `Lower bound should be less than or equal to the upper bound`.
 */
export const rrelu = defineActivation({
  type: 'RReLU',
  doc: 'LeakyReLU whose slope is drawn anew for each negative value while training.',
  stem: 'rrelu',
  pytorch: { function: 'F.rrelu', functionExtras: ['training=self.training'] },
  onnx: (node) => {
    const { lower, upper } = node.params
    return node.op('LeakyRelu', [node.input()], { alpha: float((lower + upper) / 2) })
  },
  params: {
    lower: z
      .number()
      .default(1 / 8)
      .meta({ doc: 'The smallest slope.' }),
    upper: z
      .number()
      .default(1 / 3)
      .meta({ doc: 'The largest slope.' }),
    inplace,
  },
  shape: (call) => {
    const { lower, upper } = call.params
    if (lower <= upper) return firstInput(call).shape
    throw new RuleError('Lower bound should be less than or equal to the upper bound', {
      param: 'lower',
      remedy: tell('rules.rrelu.other_way_round', 'Take them the other way round.'),
      fixes: [
        { kind: 'set', label: `lower=${upper}, upper=${lower}`, params: { lower: upper, upper: lower } },
      ],
    })
  },
})
