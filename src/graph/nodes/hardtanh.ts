import { z } from 'zod'
import { defineActivation, inplace } from './activation'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'

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
      remedy: 'Give a larger max_val or a smaller min_val.',
      fixes: [
        { kind: 'set', label: `min_val=${max}, max_val=${min}`, params: { min_val: max, max_val: min } },
        { kind: 'unset', label: 'min_val=-1, max_val=1', names: ['min_val', 'max_val'] },
      ],
    })
  },
})
