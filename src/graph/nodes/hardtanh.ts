import { z } from 'zod'
import { defineActivation, inplace } from './activation'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** x kept between two bounds. Shape: any. Errors: max_val is not above min_val (PyTorch's assertion has no text). */
export const hardtanh = defineActivation({
  type: 'Hardtanh',
  doc: 'Keeps values between two bounds.',
  stem: 'hardtanh',
  onnx: (node) => {
    const { min_val: min, max_val: max } = node.params
    return node.op('Clip', [node.input(), node.number(min, 'min'), node.number(max, 'max')])
  },
  params: {
    min_val: z.number().default(-1).meta({ doc: 'The lower bound.' }),
    max_val: z.number().default(1).meta({ doc: 'The upper bound.' }),
    inplace,
  },
  shape: (call) => {
    const { min_val: min, max_val: max } = call.params
    if (max > min) return firstInput(call).shape
    throw new RuleError(`max_val (${max}) must be above min_val (${min})`, {
      param: 'max_val',
      remedy: tell(
        'rules.hardtanh.give_larger_max_val_or_smaller',
        'Give a larger max_val or a smaller min_val.',
      ),
      fixes: [
        {
          kind: 'set',
          label: tell('rules.hardtanh.min_val_max_val', 'min_val={{max}}, max_val={{min}}', { max, min }),
          params: { min_val: max, max_val: min },
        },
        {
          kind: 'unset',
          label: tell('rules.hardtanh.min_val_1_max_val_1', 'min_val=-1, max_val=1'),
          names: ['min_val', 'max_val'],
        },
      ],
    })
  },
})
