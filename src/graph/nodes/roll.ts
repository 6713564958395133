import { z } from 'zod'
import { literal } from '../pytorch/python'
import { axesOfList, setTo } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'

/**
 * Values moved on along dimensions; those that leave at the end come in at the front. Shape: any.
 * Errors: not one shift for each dimension → `shifts and dimensions must align…`.
 */
export const roll = defineNode({
  type: 'Roll',
  category: 'shape',
  doc: 'Moves values on along dimensions, those at the end to the front.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.roll.html',
  stem: 'roll',
  pytorch: {
    expression: ([x], { shifts, dims }) =>
      `torch.roll(${x}, shifts=${literal(shifts)}, dims=${literal(dims)})`,
  },
  onnx: (node) => {
    const { length: rank } = node.shape()
    return node.params.dims.reduce((value, dim, place) => {
      const [axis = 0] = axesOfList([dim], rank, 'dims', [])
      const size = node.shape()[axis]
      const shift = node.params.shifts[place] ?? 0
      const moved = typeof size === 'number' ? ((shift % size) + size) % size : shift
      if (moved === 0) return value
      const part = (start: number, end: number) =>
        node.op('Slice', [
          value,
          node.ints([start], 'starts'),
          node.ints([end], 'ends'),
          node.ints([axis], 'axes'),
        ])
      return node.op('Concat', [part(-moved, 2 ** 31 - 1), part(0, -moved)], { axis })
    }, node.input())
  },
  calls: ['functional'],
  accepts: 'any',
  params: {
    shifts: z
      .array(z.int())
      .min(1)
      .max(8)
      .meta({ control: 'numbers' })
      .meta({ doc: 'How many places, for each dimension; negative ones towards the front.', initial: [1] }),
    dims: z
      .array(z.int())
      .min(1)
      .max(8)
      .meta({ control: 'numbers' })
      .meta({ doc: 'The dimensions; 0 is the batch.', initial: [1] }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { shifts, dims } = call.params
    if (shifts.length !== dims.length)
      throw new RuleError(`shifts and dimensions must align. shifts: ${shifts.length}, dims:${dims.length}`, {
        param: 'shifts',
        fixes: [
          setTo(
            'shifts',
            dims.map((_, place) => shifts[place] ?? 0),
          ),
        ],
      })
    axesOfList(dims, shape.length, 'dims', [])
    return shape
  },
})
