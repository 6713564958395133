/** CosineSimilarity and PairwiseDistance: how alike vectors are, and how far apart. */
import { z } from 'zod'
import { axisOf, reducedShape } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import type { RuleCall } from '../registry/definition'
import { lengths, power } from './norm'
import { keepdim } from './reductions'
import { broadcastShapes } from './broadcast'
import type { Value } from '../onnx/writing/value'
import type { Shape } from '../types/dims'

const PAIR = [{ name: 'x1' }, { name: 'x2' }]

/** Shape: two of one shape, or that broadcast; the result is without the dimension. Errors: sizes that differ; no such dimension. */
export const cosineSimilarity = defineNode({
  type: 'CosineSimilarity',
  category: 'math',
  doc: 'The cosine of the angle between vectors along a dimension.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html',
  stem: 'cosine',
  inputs: PAIR,
  onnx: (node) => {
    const { dim, eps } = node.params
    const rank = node.output().shape.length + 1
    const axes = [axisOf(dim, rank, 'dim') - rank]
    const [x1, x2] = PAIR.map(({ name }) => node.input(name)) as [Value, Value]
    const product = node.op('ReduceSum', [node.op('Mul', [x1, x2]), node.ints(axes, 'axes')], { keepdims: 0 })
    // A vector of one value stands for one of many, and is as long as those.
    const size = Math.max(...PAIR.map(({ name }) => Number(node.shape(name).at(axes[0]!) ?? 1)))
    const [first, second] = PAIR.map(({ name }, index) => {
      const own = lengths(node, [x1, x2][index]!, { p: 2, axes, kept: false })
      const repeated = Number(node.shape(name).at(axes[0]!) ?? 1) < size
      const length = repeated ? node.op('Mul', [own, node.number(Math.sqrt(size), 'repeated')]) : own
      return node.op('Clip', [length, node.number(eps, 'eps')])
    }) as [Value, Value]
    return node.op('Div', [product, node.op('Mul', [first, second])])
  },
  params: {
    dim: z
      .int()
      .default(1)
      .meta({ doc: 'The dimension that vectors lie along; 0 is the batch, 1 the channels.' }),
    eps: z
      .number()
      .positive()
      .default(1e-8)
      .meta({ doc: 'The least length that is divided by.', advanced: true }),
  },
  shape: (call) => {
    const shape = broadcast(call)
    return reducedShape(shape, [axisOf(call.params.dim, shape.length, 'dim')], false)
  },
})

/** Shape: two of one shape, or that broadcast; the result is without the last dimension. Errors: sizes that differ. */
export const pairwiseDistance = defineNode({
  type: 'PairwiseDistance',
  category: 'math',
  doc: 'How far vectors along the last dimension are apart.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html',
  stem: 'distance',
  inputs: PAIR,
  onnx: (node) => {
    const difference = node.op('Sub', [node.input('x1'), node.input('x2')])
    const moved = node.op('Add', [difference, node.number(node.params.eps, 'eps')])
    return lengths(node, moved, { p: node.params.p, axes: [-1], kept: node.params.keepdim })
  },
  params: {
    p: power,
    eps: z.number().default(1e-6).meta({ doc: 'Added to each difference.', advanced: true }),
    keepdim,
  },
  shape: (call) => {
    const shape = broadcast(call)
    return reducedShape(shape, [axisOf(-1, shape.length, 'p')], call.params.keepdim)
  },
})

function broadcast(call: RuleCall<unknown>): Shape {
  return broadcastShapes(inputAt(call, 'x1').shape, inputAt(call, 'x2').shape, ['x1', 'x2'])
}
