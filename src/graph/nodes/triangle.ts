/** Tril and Triu: one side of a diagonal of matrices. */
import { z } from 'zod'
import { operand } from '../pytorch/python'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

/** Zeros (false) on the other side. Shape: `(*, rows, columns)`, the batch among them only in front. */
function defineTriangle(type: 'Tril' | 'Triu', doc: string): NodeDefinition {
  const name = type.toLowerCase()
  return defineNode({
    type,
    category: 'math',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`,
    stem: name,
    plainStem: true,
    pytorch: {
      expression: ([x], { diagonal }) =>
        `${operand(x)}.${name}(${diagonal === 0 ? '' : `diagonal=${diagonal}`})`,
    },
    onnx: (node) =>
      node.op('Trilu', [node.input(), node.scalar(node.params.diagonal, 'int64', 'diagonal')], {
        upper: type === 'Triu' ? 1 : 0,
      }),
    calls: ['functional'],
    accepts: 'any',
    params: {
      diagonal: z
        .int()
        .default(0)
        .meta({ doc: 'Which diagonal: 0 the main one, 1 the next above, -1 below.' }),
    },
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      if (shape.length >= 2) return shape
      throw new RuleError(`${name}: input tensor must have at least 2 dimensions`, {
        handle: 'input',
        fixes: toRank('input', shape, 2),
      })
    },
  })
}

export const tril = defineTriangle(
  'Tril',
  'Keeps what lies on and below a diagonal of the last two dimensions.',
)
export const triu = defineTriangle(
  'Triu',
  'Keeps what lies on and above a diagonal of the last two dimensions.',
)
