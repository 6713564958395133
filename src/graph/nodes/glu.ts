import { z } from 'zod'
import { formatShape } from '../types/dims'
import { defineActivation } from './activation'
import { axisOf, suitingDims } from '../registry/axis'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * a · sigmoid(b), where a and b are the two halves of the input along `dim`.
 *
 * Shape: `dim` is halved.
 * Errors: an odd size → `Halving dimension must be even, but dimension 1 is size 3`.
 */
export const glu = defineActivation({
  type: 'GLU',
  doc: 'One half of the values opens and shuts the other: a · sigmoid(b).',
  stem: 'glu',
  onnx: (node) => {
    const axis = node.params.dim
    const [a, b] = node.ops('Split', [node.input()], { axis, num_outputs: 2 }, 2)
    return node.op('Mul', [a, node.op('Sigmoid', [b])])
  },
  params: {
    dim: z.int().default(-1).meta({ doc: 'The dimension that is halved; 1 is the channels.' }),
  },
  shape: (call) => {
    const { shape } = firstInput(call)
    if (shape.length === 0)
      throw new RuleError('glu does not support scalars because halving size must be even')
    const axis = axisOf(call.params.dim, shape.length, 'dim')
    const size = shape[axis] ?? 0
    if (typeof size === 'number' && size % 2 === 0)
      return shape.map((length, index) => (index === axis ? size / 2 : length))
    throw new RuleError(`Halving dimension must be even, but dimension ${axis} is size ${size}`, {
      param: 'dim',
      remedy: tell('rules.glu.input_is', 'The input is {{shape}}.', { shape: formatShape(shape) }),
      fixes: suitingDims(shape, (each) => typeof each === 'number' && each % 2 === 0),
    })
  },
})
