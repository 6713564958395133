import { z } from 'zod'
import { float } from '../onnx/attribute-value'
import { defineActivation, inplace, overwriting } from './activation'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * x above 0, alpha · (e^(x/alpha) − 1) from 0 down. Shape: any.
 * Errors: alpha is 0 → `ZeroDivisionError: alpha cannot be 0 for CELU`.
 */
export const celu = defineActivation({
  type: 'CELU',
  doc: 'ELU whose slope has no jump, whatever alpha is.',
  stem: 'celu',
  pytorch: { function: 'F.celu', arguments: (params) => overwriting(params, params.alpha) },
  onnx: (node) => node.op('Celu', [node.input()], { alpha: float(node.params.alpha) }),
  params: {
    alpha: z.number().default(1).meta({ doc: 'How far below 0 it goes; not 0.' }),
    inplace,
  },
  shape: (call) => {
    if (call.params.alpha !== 0) return firstInput(call).shape
    throw new RuleError('ZeroDivisionError: alpha cannot be 0 for CELU', {
      param: 'alpha',
      remedy: tell('rules.celu.give_another_number', 'Give another number.'),
      fixes: [
        {
          kind: 'unset',
          label: tell('rules.celu.alpha_1_default', 'alpha=1, the default'),
          names: ['alpha'],
        },
      ],
    })
  },
})
