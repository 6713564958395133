/** Norm and Normalize: how long vectors are, and vectors of length 1. */
import { z } from 'zod'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { dimsText, literal, operand } from '../pytorch/python'
import { axesOf, axisOf, reducedShape } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { reducedLabels } from '../registry/dim-labels'
import { keepdim, reducedDims } from './reductions'

export const power = z
  .number()
  .positive()
  .default(2)
  .meta({ doc: 'The power: 2 is the Euclidean length, 1 the sum of magnitudes.' })

/** (Σ|x|ᵖ)^(1/p) over dimensions; its gradient at 0 is 0. Shape: as Mean. */
export const norm = defineNode({
  type: 'Norm',
  category: 'math',
  doc: 'The length of vectors along dimensions.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html',
  stem: 'norm',
  labels: reducedLabels,
  pytorch: {
    expression: ([x], { p, dim, keepdim: kept }) => {
      const args = [
        ...(p === 2 ? [] : [`p=${literal(p)}`]),
        ...(dim === null && !kept ? [] : [`dim=${dimsText(dim)}`]),
        ...(kept ? ['keepdim=True'] : []),
      ]
      return `${operand(x)}.norm(${args.join(', ')})`
    },
  },
  onnx: (node) => {
    const { p, dim, keepdim: kept } = node.params
    return lengths(node, node.input(), { p, axes: axesOf(dim, node.shape().length, 'dim'), kept })
  },
  calls: ['functional'],
  params: { p: power, dim: reducedDims, keepdim },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    return reducedShape(shape, axesOf(call.params.dim, shape.length, 'dim'), call.params.keepdim)
  },
})

/** x / max(‖x‖, eps) along a dimension. Shape: any. */
export const normalize = defineNode({
  type: 'Normalize',
  category: 'math',
  doc: 'Vectors along a dimension divided by their length, so that only the direction stays.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html',
  stem: 'unit',
  onnx: (node) => {
    const { p, dim, eps } = node.params
    const length = lengths(node, node.input(), {
      p,
      axes: [axisOf(dim, node.shape().length, 'dim')],
      kept: true,
    })
    return node.op('Div', [node.input(), node.op('Clip', [length, node.number(eps, 'eps')])])
  },
  calls: ['functional'],
  params: {
    p: power,
    dim: z
      .int()
      .default(1)
      .meta({ doc: 'The dimension that vectors lie along; 0 is the batch, 1 the channels.' }),
    eps: z.number().positive().default(1e-12).meta({ doc: 'What is divided by at least.', advanced: true }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    axisOf(call.params.dim, shape.length, 'dim')
    return shape
  },
})

/** (Σ|x|ᵖ)^(1/p) of a value over some of its dimensions. */
export function lengths(
  node: OnnxNode<unknown>,
  value: Value,
  { p, axes, kept }: { p: number; axes: readonly number[]; kept: boolean },
): Value {
  const over = node.ints(axes, 'axes')
  const attributes = { keepdims: kept ? 1 : 0 }
  if (p === 1 || p === 2) return node.op(`ReduceL${p}`, [value, over], attributes)
  const powers = node.op('Pow', [node.op('Abs', [value]), node.number(p, 'p')])
  const sum = node.op('ReduceSum', [powers, over], attributes)
  return node.op('Pow', [sum, node.number(1 / p, 'root')])
}
