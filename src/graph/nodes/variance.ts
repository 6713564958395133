/** Var and Std: how far values lie from their mean. */
import { z } from 'zod'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { dimsText, operand } from '../pytorch/python'
import { axesOf, reducedShape } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { reducedLabels } from '../registry/dim-labels'
import { keepdim, reducedDims } from './reductions'

/** Σ(x − mean)² / (n − correction), or its root. Shape: as Mean. Written as `correction=…` since PyTorch 2.0. */
function defineSpread(type: 'Var' | 'Std', doc: string): NodeDefinition {
  const name = type.toLowerCase()
  return defineNode({
    type,
    category: 'math',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`,
    stem: name,
    plainStem: true,
    labels: reducedLabels,
    pytorch: {
      expression: ([x], { dim, correction, keepdim: kept }) => {
        const args = [
          `dim=${dimsText(dim)}`,
          ...(correction === 1 ? [] : [correction === 0 ? 'unbiased=False' : `correction=${correction}`]),
          ...(kept ? ['keepdim=True'] : []),
        ]
        return `${operand(x)}.${name}(${args.join(', ')})`
      },
      since: ({ correction }) => (correction > 1 ? '2.0' : undefined),
    },
    onnx: (node) => {
      const { dim, correction, keepdim: kept } = node.params
      const axes = axesOf(dim, node.shape().length, 'dim')
      const over = node.ints(axes, 'axes')
      const mean = node.op('ReduceMean', [node.input(), over], { keepdims: 1 })
      const centred = node.op('Sub', [node.input(), mean])
      const squares = node.op('Mul', [centred, centred])
      const biased = node.op('ReduceMean', [squares, over], { keepdims: kept ? 1 : 0 })
      const variance =
        correction === 0 ? biased : node.op('Mul', [biased, factorOf(node, { mean, axes, correction })])
      return type === 'Var' ? variance : node.op('Sqrt', [variance])
    },
    calls: ['functional'],
    params: {
      dim: reducedDims,
      correction: z.int().min(0).default(1).meta({
        doc: 'Taken from the count that is divided by: 1 of a sample (unbiased), 0 of all there are.',
      }),
      keepdim,
    },
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      return reducedShape(shape, axesOf(call.params.dim, shape.length, 'dim'), call.params.keepdim)
    },
  })
}

/** n / (n − correction), where n values have one mean; how many only a run knows where the batch is among them. */
function factorOf(
  node: OnnxNode<unknown>,
  { mean, axes, correction }: { mean: Value; axes: readonly number[]; correction: number },
): Value {
  const sizes = axes.map((axis) => node.shape()[axis] ?? 1)
  const known = sizes.filter((size) => typeof size === 'number').reduce((product, size) => product * size, 1)
  if (sizes.every((size) => typeof size === 'number'))
    return node.number(known / (known - correction), 'factor')
  const size = (value: Value): Value => node.cast(node.op('Size', [value]), 'int64', 'float32')
  const count = node.op('Div', [size(node.input()), size(mean)])
  return node.op('Div', [count, node.op('Sub', [count, node.number(correction, 'correction')])])
}

export const variance = defineSpread('Var', 'The variance over dimensions.')
export const std = defineSpread('Std', 'The standard deviation over dimensions.')
