/** Max and Min: the largest or smallest value along one dimension, and where it lies. */
import { z } from 'zod'
import { operand } from '../pytorch/python'
import { axisOf, reducedShape } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { reducedLabels } from '../registry/dim-labels'
import type { NodeDefinition } from '../registry/definition'
import { keepdim } from './reductions'

/**
 * The gradient goes to the place that `indices` names, the first of equals.
 * Shape: `(N, C)` with dim=1 gives two of `(N)`, or `(N, 1)` with keepdim. Type: indices are int64.
 */
function defineExtreme(type: 'Max' | 'Min', which: string): NodeDefinition {
  const name = type.toLowerCase()
  return defineNode({
    type,
    category: 'math',
    doc: `The ${which} value along a dimension, and its place.`,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.${name}.html`,
    stem: name,
    plainStem: true,
    pytorch: {
      expression: ([x], { dim, keepdim: kept }) =>
        `${operand(x)}.${name}(dim=${dim}${kept ? ', keepdim=True' : ''})`,
    },
    onnx: (node) => {
      const { length: rank } = node.shape()
      const { dim, keepdim: kept } = node.params
      // A number on its own counts as a row of one.
      const input = rank === 0 ? node.unsqueeze(node.input(), [0]) : node.input()
      const attributes = { keepdims: kept && rank > 0 ? 1 : 0 }
      const axis = axisOf(dim, rank, 'dim')
      return {
        values: node.op(`Reduce${type}`, [input, node.ints([axis], 'axes')], attributes),
        ...(node.wants('indices')
          ? { indices: node.op(`Arg${type}`, [input], { axis, ...attributes }) }
          : {}),
      }
    },
    labels: reducedLabels,
    calls: ['functional'],
    params: {
      dim: z.int().meta({ doc: 'The dimension to go along; 0 is the batch.', initial: -1 }),
      keepdim,
    },
    outputs: [
      { name: 'values', doc: `The ${which} values.` },
      { name: 'indices', doc: 'Where along the dimension they lie.' },
    ],
    types: (call) => {
      const { shape, dtype } = inputAt(call, 'input')
      const axis = axisOf(call.params.dim, shape.length, 'dim')
      const reduced = reducedShape(shape, shape.length === 0 ? [] : [axis], call.params.keepdim)
      return { values: { shape: reduced, dtype }, indices: { shape: reduced, dtype: 'int64' } }
    },
  })
}

export const max = defineExtreme('Max', 'largest')
export const min = defineExtreme('Min', 'smallest')
