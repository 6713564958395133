import { z } from 'zod'
import { literal } from '../pytorch/python'
import { parseEquation } from '../types/einsum'
import { formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { defineNode } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/**
 * Products of tensors summed over the letters that the result has not: `bhid,bhjd->bhij` multiplies matrices.
 *
 * Shape: one dimension for each letter of the result.
 * Errors: no equation, or not one for these tensors; sizes of one letter that differ.
 */
export const einsum = defineNode({
  type: 'Einsum',
  category: 'math',
  doc: 'Multiplies tensors and sums over dimensions, as an equation of letters says.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.einsum.html',
  stem: 'einsum',
  plainStem: true,
  pytorch: {
    expression: (inputs, { equation }) => `torch.einsum(${literal(equation)}, ${inputs.join(', ')})`,
  },
  onnx: (node) =>
    node.op(
      'Einsum',
      node.handles.map((handle) => node.input(handle)),
      { equation: node.params.equation.replaceAll(' ', '') },
    ),
  inputs: [{ name: 'tensors', variadic: true }],
  calls: ['functional'],
  params: {
    equation: z.string().max(200).meta({
      doc: 'A letter for each dimension: those of each tensor, an arrow, and those of the result.',
      initial: 'bij,bjk->bik',
    }),
  },
  shape: ({ params, inputs }) => {
    const operands = Object.entries(inputs)
    const equation = parseEquation(params.equation)
    if (equation === undefined)
      throw new RuleError(
        told('rule.einsum.equation', "'{{equation}}' is no equation of letters.", {
          equation: params.equation,
        }),
        {
          param: 'equation',
          remedy: tell('rules.einsum.write', 'Write one as bij,bjk->bik, with each letter once in a tensor.'),
        },
      )
    if (equation.inputs.length !== operands.length)
      throw new RuleError(
        equation.inputs.length > operands.length
          ? 'einsum(): fewer operands were provided than specified in the equation'
          : 'einsum(): more operands were provided than specified in the equation',
        { param: 'equation' },
      )
    const sizes = new Map<string, Dim>()
    operands.forEach(([handle, { shape }], place) =>
      measure(sizes, equation.inputs[place] ?? '', { handle, shape, place }),
    )
    return Array.from(equation.output, (letter) => sizes.get(letter) ?? 1)
  },
})

/** Takes down the size of each letter. */
function measure(
  sizes: Map<string, Dim>,
  letters: string,
  { handle, shape, place }: { handle: string; shape: Shape; place: number },
): void {
  if (letters.length !== shape.length)
    throw new RuleError(
      `einsum(): the number of subscripts in the equation (${letters.length}) does not match the number of dimensions (${shape.length}) for operand ${place} and no ellipsis was given`,
      { handle, fixes: toRank(handle, shape, letters.length) },
    )
  Array.from(letters).forEach((letter, axis) => {
    const size = shape[axis] ?? 1
    const known = sizes.get(letter) ?? 1
    if (known !== 1 && size !== 1 && size !== known)
      throw new RuleError(
        told(
          'rule.einsum.sizes',
          "The letter '{{letter}}' is of size {{known}} and of size {{size}}, in {{shape}}.",
          {
            letter,
            known,
            size,
            shape: formatShape(shape),
          },
        ),
        { handle, remedy: tell('rules.einsum.one_size', 'A letter has one size in all tensors.') },
      )
    if (known === 1) sizes.set(letter, size)
  })
}
