/** What Add, Sub, Mul and Div share: two inputs, broadcast against each other. */
import { binary } from '../onnx/writing/forms'
import { operand } from '../pytorch/python'
import type { TensorType } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from '../registry/definition'
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
      const dtype: TensorType['dtype'] = input.dtype === other.dtype && !float ? input.dtype : 'float32'
      return { output: { shape: broadcastShapes(input.shape, other.shape), dtype } }
    },
  })
}
