/** Mean, Sum, Amax and Amin: one value of each group of values. */
import { z } from 'zod'
import { dimsText, operand } from '../pytorch/python'
import { axesOf, reducedShape } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { reducedLabels } from '../registry/dim-labels'
import type { NodeDefinition } from '../registry/definition'

interface ReductionSpec {
  type: string
  doc: string
  accepts?: 'any'
  /** ONNX's operator. */
  operator: string
  /** PyTorch takes keepdim only beside a dim, if only `None`. */
  namesAll?: boolean
}

export const keepdim = z.boolean().default(false).meta({ doc: 'Keep the dimension with size 1.' })

export const reducedDims = z
  .union([z.int(), z.array(z.int()).min(1).max(8)])
  .meta({ control: 'numbers', single: true })
  .nullable()
  .default(null)
  .meta({ doc: 'The dimensions to go over; none: all, the batch too.', initial: -1 })

/**
 * A reduction over dimensions, the batch too where it is named (or where none is).
 * Shape: `(N, C, H, W)` with dim=[2, 3] gives `(N, C)`, or `(N, C, 1, 1)` with keepdim.
 */
function defineReduction({ type, doc, operator, namesAll = false, ...more }: ReductionSpec): NodeDefinition {
  const name = type.toLowerCase()
  return defineNode({
    type,
    category: 'math',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`,
    stem: name,
    labels: reducedLabels,
    plainStem: true,
    ...more,
    pytorch: {
      expression: ([x], { dim, keepdim: kept }) => {
        const named = dim !== null || (kept && namesAll)
        const args = [...(named ? [`dim=${dimsText(dim)}`] : []), ...(kept ? ['keepdim=True'] : [])]
        return `${operand(x)}.${name}(${args.join(', ')})`
      },
    },
    onnx: (node) => {
      const { length: rank } = node.shape()
      const input = node.cast(node.input(), node.dtype(), node.output().dtype)
      if (rank === 0) return input
      const { dim, keepdim: kept } = node.params
      const axes = dim === null ? undefined : node.ints(axesOf(dim, rank, 'dim'), 'axes')
      return node.op(operator, [input, axes], { keepdims: kept ? 1 : 0 })
    },
    calls: ['functional'],
    params: {
      dim: reducedDims,
      keepdim,
    },
    types: (call) => {
      const { shape, dtype } = inputAt(call, 'input')
      const axes = axesOf(call.params.dim, shape.length, 'dim')
      // Truths are counted.
      const result = dtype === 'bool' ? 'int64' : dtype
      return { output: { shape: reducedShape(shape, axes, call.params.keepdim), dtype: result } }
    },
  })
}

export const mean = defineReduction({
  type: 'Mean',
  operator: 'ReduceMean',
  namesAll: true,
  doc: 'The mean over dimensions.',
})
export const sum = defineReduction({
  type: 'Sum',
  operator: 'ReduceSum',
  namesAll: true,
  doc: 'The sum over dimensions.',
  accepts: 'any',
})
export const amax = defineReduction({
  type: 'Amax',
  operator: 'ReduceMax',
  doc: 'The largest value over dimensions.',
})
export const amin = defineReduction({
  type: 'Amin',
  operator: 'ReduceMin',
  doc: 'The smallest value over dimensions.',
})
