import { z } from 'zod'
import { defineNode, inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * 1 at the place of each class number, 0 elsewhere. Shape: `(*)` gives `(*, num_classes)`. Type: int64 to int64.
 * Errors: values that are no class numbers → `one_hot is only applicable to index tensor of type LongTensor.`
 */
export const oneHot = defineNode({
  type: 'OneHot',
  category: 'math',
  doc: 'Makes a row of zeros with one 1 of each class number.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html',
  stem: 'one_hot',
  plainStem: true,
  labels: ({ input }) => [...input, 'classes'],
  onnx: (node) => {
    const values = node.constant('values', { dtype: 'I64', shape: [2], values: Int32Array.of(0, 1) })
    return node.op('OneHot', [node.input(), node.scalar(node.params.num_classes, 'int64', 'depth'), values], {
      axis: -1,
    })
  },
  calls: ['functional'],
  accepts: 'numbers',
  params: { num_classes: z.int().min(1).meta({ doc: 'How many classes there are.', initial: 10 }) },
  types: (call) => {
    const { shape, dtype } = inputAt(call, 'input')
    if (dtype !== 'int64')
      throw new RuleError('one_hot is only applicable to index tensor of type LongTensor.', {
        handle: 'input',
        remedy: tell('rules.one_hot.int64', 'Class numbers are int64.'),
        fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'int64' }],
      })
    return { output: { shape: [...shape, call.params.num_classes], dtype: 'int64' } }
  },
})
