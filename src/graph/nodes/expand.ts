import { z } from 'zod'
import { fixed } from '../onnx/writing/onnx-node'
import { operand } from '../pytorch/python'
import { formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { setTo } from '../registry/axis'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Dimensions of size 1 repeated; more sizes put dimensions in front. Shape: `(N, 1)` with size [-1, 3] gives `(N, 3)`.
 * Errors: a size that is neither 1 nor the one asked for → `The expanded size of the tensor …`.
 */
export const expand = defineNode({
  type: 'Expand',
  category: 'shape',
  doc: 'Repeats dimensions of size 1 up to given sizes.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html',
  stem: 'expand',
  pytorch: { expression: ([x], { size }) => `${operand(x)}.expand(${size.join(', ')})` },
  onnx: (node) => {
    const from = node.shape()
    const { shape } = node.output()
    const lead = shape.length - from.length
    // A size of 1 keeps what is there.
    const sizes = shape.map((size, axis) => (size === from[axis - lead] ? 1 : fixed(size)))
    return node.op('Expand', [node.input(), node.ints(sizes, 'shape')])
  },
  calls: ['functional'],
  accepts: 'any',
  params: {
    size: z
      .array(z.union([z.literal(-1), z.int().min(1).max(1_000_000_000)]))
      .min(1)
      .max(8)
      .meta({ control: 'numbers' })
      .meta({ doc: 'The new sizes; -1 keeps one, as it must the batch.', initial: [-1, -1] }),
  },
  shape: (call) => expanded(inputAt(call, 'input').shape, call.params.size),
})

/**
 * Repeated up to the shape of another tensor, for example a learned token for every sample of a batch.
 * Shape: `(1, 1, C)` and `(N, L, C)` give `(N, L, C)`. Errors: as Expand.
 */
export const expandAs = defineNode({
  type: 'ExpandAs',
  category: 'shape',
  doc: 'Repeats dimensions of size 1 up to the sizes of another tensor.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html',
  stem: 'expand_as',
  plainStem: true,
  pytorch: { expression: ([x, other]) => `${operand(x)}.expand_as(${other})` },
  onnx: (node) => node.op('Expand', [node.input(), node.op('Shape', [node.input('other')])]),
  calls: ['functional'],
  accepts: 'any',
  inputs: [{ name: 'input' }, { name: 'other', doc: 'Gives the sizes; its values do not matter.' }],
  shape: (call) => expanded(inputAt(call, 'input').shape, inputAt(call, 'other').shape),
})

function expanded(shape: Shape, wanted: Shape): Shape {
  const lead = wanted.length - shape.length
  if (lead < 0) {
    throw new RuleError(
      `expand(torch.FloatTensor{${formatShape(shape)}}, size=${formatShape(wanted)}): the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
      {
        handle: 'input',
        remedy: tell('rules.expand.give_at_least_sizes', 'Give at least {{least}} sizes.', {
          least: shape.length,
        }),
        fixes: remedies(shape, wanted),
      },
    )
  }
  // From the last dimension on, as PyTorch checks them.
  return wanted
    .toReversed()
    .map((size, place) => {
      const axis = wanted.length - 1 - place
      const own = axis < lead ? undefined : shape[axis - lead]
      if (size === -1) {
        if (own !== undefined) return own
        throw new RuleError(
          `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${axis}`,
          {
            param: 'size',
            remedy: tell('rules.expand.give_sizes_of_new_dimensions', 'Give the sizes of new dimensions.'),
            fixes: remedies(shape, wanted),
          },
        )
      }
      if (own === undefined || own === 1 || own === size) return size
      throw new RuleError(
        `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ${axis}.  Target sizes: ${formatShape(wanted)}.  Tensor sizes: ${formatShape(shape)}`,
        {
          handle: 'input',
          remedy: tell(
            'rules.expand.keep_it_with_1_only',
            'Keep it with -1: only dimensions of size 1 can be repeated.',
          ),
          fixes: remedies(shape, wanted),
        },
      )
    })
    .toReversed()
}

/** Sizes that keep what cannot be repeated, for Expand; the input brought to the other shape, for both. */
function remedies(shape: Shape, wanted: Shape): RuleFix[] {
  const lead = Math.max(0, wanted.length - shape.length)
  const own = (axis: number): Dim | undefined => shape[axis - lead]
  const sizes = [...Array.from({ length: Math.max(0, shape.length - wanted.length) }, () => -1), ...wanted]
  const kept = sizes.map((size, axis) => {
    if (own(axis) === undefined) return size === -1 ? 1 : Number(size)
    return own(axis) === 1 && typeof size === 'number' ? size : -1
  })
  return [setTo('size', kept), ...toShape('input', shape, wanted)]
}
