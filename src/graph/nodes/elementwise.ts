/** What Add, Sub, Mul and Div share: two inputs, broadcast against each other. */
import { binary } from '../onnx/writing/forms'
import { operand } from '../pytorch/python'
import type { TensorType } from '../types/dims'
import { noDifference, promoted } from '../types/promotion'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from '../registry/definition'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'
import type { NodeDefinition } from '../registry/definition'

export interface ElementwiseSpec {
  /** Python's operator. */
  operator: string
  type: string
  doc: string
  url: string
  stem: string
  /** The result is float32, whatever the inputs are. */
  float?: boolean
}

/** A node with inputs `input` and `other`. Shape: the two broadcast. Type: float32 if either is. */
export function defineElementwise({ operator, float = false, ...spec }: ElementwiseSpec): NodeDefinition {
  return defineNode({
    ...spec,
    onnx: binary(spec.type),
    pytorch: { expression: ([a, b]) => `${operand(a)} ${operator} ${operand(b)}` },
    category: 'math',
    inputs: [{ name: 'input' }, { name: 'other' }],
    calls: ['functional'],
    accepts: 'any',
    types: (call) => {
      const input = inputAt(call, 'input')
      const other = inputAt(call, 'other')
      if (spec.type === 'Sub') expectDifference(input, other)
      const dtype = float ? 'float32' : promoted([input, other])
      return { output: { shape: broadcastShapes(input.shape, other.shape), dtype } }
    },
  })
}

/** Errors: one of them is bool → PyTorch's sentences. */
function expectDifference(input: TensorType, other: TensorType): void {
  const handle = input.dtype === 'bool' ? 'input' : 'other'
  if (input.dtype !== 'bool' && other.dtype !== 'bool') return
  throw new RuleError(noDifference(input.dtype === other.dtype), {
    handle,
    remedy: tell('rules.sub.truths', 'LogicalNot inverts a mask; To makes 1 and 0 of it.'),
    fixes: [
      ...(input.dtype === other.dtype
        ? [{ kind: 'replace', type: 'Logical', params: { operator: 'xor' } } as const]
        : []),
      inserting(handle, 'To', { dtype: 'float32' }),
    ],
  })
}
