import { z } from 'zod'
import { reshaped } from '../onnx/writing/forms'
import { literal, operand } from '../pytorch/python'
import { divideDim, formatShape } from '../types/dims'
import { axisOf, setTo } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { solvedSizes } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * One dimension split into several. Shape: `(N, C·H·W)` to `(N, C, H, W)` for dim 1.
 * Errors: sizes that do not multiply up → `unflatten: Provided sizes …`.
 */
export const unflatten = defineNode({
  type: 'Unflatten',
  category: 'shape',
  doc: 'Splits one dimension into several.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html',
  stem: 'unflatten',
  plainStem: true,
  pytorch: {
    expression: ([x], { dim, unflattened_size: sizes }) =>
      `${operand(x)}.unflatten(${dim}, ${literal(sizes)})`,
  },
  onnx: reshaped,
  accepts: 'any',
  params: {
    dim: z.int().meta({ doc: 'The dimension to split; 0 is the batch, -1 the last.', initial: 1 }),
    unflattened_size: z
      .array(z.int().min(-1))
      .min(1)
      .max(8)
      .meta({ control: 'numbers' })
      .meta({ doc: 'Its new sizes; one may be -1 and is worked out.', initial: [-1, 1] }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { dim, unflattened_size: sizes } = call.params
    const axis = axisOf(dim, shape.length, 'dim')
    const length = shape[axis] ?? 1
    const split = splitSizes(length, sizes)
    if (split !== undefined) return [...shape.slice(0, axis), ...split, ...shape.slice(axis + 1)]
    throw new RuleError(
      `unflatten: Provided sizes ${formatShape(sizes)} don't multiply up to the size of dim ${dim} (${length}) in the input tensor`,
      {
        handle: 'input',
        param: 'unflattened_size',
        remedy: tell(
          'rules.unflatten.sizes_must_multiply_up_to',
          'The sizes must multiply up to {{length}}.',
          { length },
        ),
        fixes: [...solvedSizes(length, sizes), [-1, 1]].map((each) => setTo('unflattened_size', each)),
      },
    )
  },
})

function splitSizes(length: number | string, sizes: readonly number[]): (number | string)[] | undefined {
  const known = sizes.filter((size) => size !== -1).reduce((a, b) => a * b, 1)
  const open = sizes.filter((size) => size === -1).length
  if (open > 1 || known === 0) return undefined
  // A batch of any size can only be split into itself and what it is a multiple of.
  if (typeof length === 'string') {
    const rest = divideDim(length, known)
    return open === 1 && rest !== undefined ? sizes.map((size) => (size === -1 ? rest : size)) : undefined
  }
  if (open === 0) return known === length ? [...sizes] : undefined
  return length % known === 0 ? sizes.map((size) => (size === -1 ? length / known : size)) : undefined
}
