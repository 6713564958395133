import { z } from 'zod'
import { indexed } from '../pytorch/python'
import { formatShape } from '../types/dims'
import { axisOf, suitingDims } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/** Where a slice of a dimension begins and ends, as Python counts. */
export function sliceBounds(
  length: number,
  start: number | null,
  end: number | null,
): { start: number; end: number } {
  const place = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, 0), length)
  const first = place(start ?? 0)
  return { start: first, end: Math.max(first, place(end ?? length)) }
}

/**
 * Entries start to end (not included) of a dimension, every `step`th; bounds beyond the ends stop there, as in Python.
 * Shape: `(N, 8)` with dim=1, start=1, end=7, step=2 gives `(N, 3)`.
 * Errors: nothing is left; the batch, unless all of it is taken.
 */
export const slice = defineNode({
  type: 'Slice',
  category: 'shape',
  doc: 'Takes a stretch of a dimension, such as the first steps of a sequence.',
  url: 'https://docs.pytorch.org/docs/stable/tensor_view.html',
  stem: 'slice',
  pytorch: {
    expression: ([x], { dim, start, end, step }) =>
      indexed(x, dim, `${start ?? ''}:${end ?? ''}${step === 1 ? '' : `:${step}`}`),
  },
  onnx: (node) => {
    const { dim, start, end, step } = node.params
    const shape = node.shape()
    const axis = axisOf(dim, shape.length, 'dim')
    const size = shape[axis]
    // Of the batch, all is taken.
    if (typeof size !== 'number') return node.input()
    const bounds = sliceBounds(size, start, end)
    const [starts, ends] = [node.ints([bounds.start], 'starts'), node.ints([bounds.end], 'ends')]
    return node.op('Slice', [
      node.input(),
      starts,
      ends,
      node.ints([axis], 'axes'),
      node.ints([step], 'steps'),
    ])
  },
  calls: ['functional'],
  accepts: 'any',
  params: {
    dim: z.int().meta({ doc: 'The dimension; 0 is the batch.', initial: 1 }),
    start: z
      .int()
      .nullable()
      .default(null)
      .meta({ doc: 'The first entry; none: 0; negative ones count from the end.' }),
    end: z
      .int()
      .nullable()
      .default(null)
      .meta({ doc: 'The entry that is no longer taken; none: all to the last.' }),
    step: z.int().min(1).default(1).meta({ doc: 'Take every so manieth.' }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { dim, start, end, step } = call.params
    const axis = axisOf(dim, shape.length, 'dim')
    if (shape.length === 0) {
      throw new RuleError('slice() cannot be applied to a 0-dim tensor.', { handle: 'input' })
    }
    const size = shape[axis] ?? 1
    if (typeof size === 'string') {
      if ((start ?? 0) === 0 && end === null && step === 1) return shape
      throw new RuleError(
        told(
          'rule.slice.batch',
          'The batch cannot be sliced: how many samples are left would depend on its size.',
        ),
        {
          param: 'dim',
          remedy: tell('rules.slice.slice_another_dimension_of', 'Slice another dimension of {{shape}}.', {
            shape: formatShape(shape),
          }),
          fixes: suitingDims(shape, (each) => typeof each === 'number'),
        },
      )
    }
    const bounds = sliceBounds(size, start, end)
    const length = Math.ceil((bounds.end - bounds.start) / step)
    if (length > 0) return shape.map((each, at) => (at === axis ? length : each))
    throw new RuleError(
      told(
        'rule.slice.empty',
        'Nothing lies between {{start}} and {{end}} of a dimension of size {{size}}.',
        { start: start ?? 0, end: end ?? size, size },
      ),
      {
        param: start === null ? 'end' : 'start',
        remedy: tell('rules.slice.entries_go_from_0_to', 'Entries go from 0 to {{size}}.', {
          size: size - 1,
        }),
        fixes: [
          { kind: 'unset', label: tell('rules.slice.without_start', 'Without start'), names: ['start'] },
          { kind: 'unset', label: tell('rules.slice.without_end', 'Without end'), names: ['end'] },
          { kind: 'unset', label: tell('rules.slice.all_entries', 'All entries'), names: ['start', 'end'] },
        ],
      },
    )
  },
})
