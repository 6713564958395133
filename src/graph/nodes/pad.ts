import { z } from 'zod'
import { padded as padAxes, sidesOf } from '../onnx/writing/resizing'
import { literal } from '../pytorch/python'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { setTo } from '../registry/axis'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'
import { mostAround, widened } from './pad-sizes'
import type { PadMode } from './pad-sizes'

const ONNX_MODES = { constant: 'constant', reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const

/**
 * Places added before and after the last dimensions (cut off where negative).
 *
 * Shape: `(N, C, L)` with pad [1, 2] gives `(N, C, L + 3)`.
 * Errors: PyTorch's sentences for a list of odd length, too long a list, and padding wider than the mode allows.
 */
export const pad = defineNode({
  type: 'Pad',
  category: 'shape',
  doc: 'Adds places around the last dimensions.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html',
  stem: 'pad',
  pytorch: {
    expression: ([x = ''], { pad: sides, mode, value }) => {
      const more = [
        ...(mode === 'constant' ? [] : [`mode=${literal(mode)}`]),
        ...(mode !== 'constant' || value === 0 ? [] : [`value=${literal(value)}`]),
      ]
      return `F.pad(${[x, literal(sides), ...more].join(', ')})`
    },
  },
  onnx: (node) => {
    const { pad: sides, mode, value } = node.params
    return padAxes(node, sidesOf(sides, node.shape().length), ONNX_MODES[mode], value)
  },
  calls: ['functional'],
  params: {
    pad: z
      .array(z.int().min(-1_000_000).max(1_000_000))
      .min(2)
      .max(16)
      .meta({ control: 'numbers' })
      .meta({
        doc: 'Before and after the last dimension, then those of the one before it, …; negative cuts.',
        unit: 'places',
        initial: [1, 1],
      }),
    mode: z
      .enum(['constant', 'reflect', 'replicate', 'circular'])
      .default('constant')
      .meta({ doc: 'What the new places hold: one value, the mirror image, the edge, or the other end.' }),
    value: z.number().default(0).meta({ doc: 'The constant.', advanced: true }),
  },
  shape: (call) => padded(inputAt(call, 'input').shape, call.params.pad, call.params.mode),
})

function padded(shape: Shape, sides: readonly number[], mode: PadMode): Shape {
  if (sides.length % 2 !== 0) {
    throw new RuleError('Padding length must be divisible by 2', {
      param: 'pad',
      remedy: tell('rules.pad.give_two_numbers_for_each', 'Give two numbers for each dimension.'),
      fixes: [setTo('pad', [...sides, 0]), setTo('pad', sides.slice(0, -1))],
    })
  }
  if (sides.length > 2 * shape.length) {
    throw new RuleError(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${sides.length} and input of dimension ${shape.length}`,
      {
        param: 'pad',
        remedy: tell('rules.pad.input_is', 'The input is {{shape}}.', { shape: formatShape(shape) }),
        fixes: [
          setTo('pad', sides.slice(0, 2 * shape.length - 2)),
          setTo('pad', sides.slice(0, 2 * shape.length)),
        ],
      },
    )
  }
  const count = sides.length / 2
  if (mode !== 'constant' && !isSupported(count, shape.length, mode)) {
    throw new RuleError(`Padding size ${sides.length} is not supported for ${shape.length}D input tensor.`, {
      param: 'pad',
      remedy: tell(
        'rules.pad.with_mode_give_two_numbers',
        "With the mode '{{mode}}', give two numbers for each dimension behind the channels.",
        { mode },
      ),
      fixes: [
        setTo('pad', sides.slice(0, 2 * (shape.length - 2))),
        { kind: 'unset', label: `mode='constant'`, names: ['mode'] },
      ],
    })
  }
  return shape.map((size, axis) => {
    const place = 2 * (shape.length - 1 - axis)
    const [before = 0, after = 0] = sides.slice(place, place + 2)
    return before === 0 && after === 0
      ? size
      : widened({ shape, axis, size, before, after }, mode, {
          param: 'pad',
          fixes: narrowed(shape, sides, mode),
        })
  })
}

/** One to three dimensions behind batch and channels; the older versions go around the end only so. */
function isSupported(count: number, rank: number, mode: PadMode): boolean {
  return count <= 3 && (count === rank - 2 || (count === rank - 1 && mode !== 'circular'))
}

/** Padding cut back to what each dimension allows, and to none of the batch. */
function narrowed(shape: Shape, sides: readonly number[], mode: PadMode): RuleFix[] {
  const kept = sides.map((side, place) => {
    const size = shape[shape.length - 1 - Math.floor(place / 2)]
    if (typeof size !== 'number') return 0
    return Math.min(side, mostAround(size, mode))
  })
  const uncut = kept.map((side) => Math.max(side, 0))
  const lists =
    shape.length > 1
      ? [kept.slice(0, 2 * shape.length - 2), uncut, kept, uncut.slice(0, 2 * shape.length - 2)]
      : [kept, uncut]
  return lists.map((list) => setTo('pad', list))
}
