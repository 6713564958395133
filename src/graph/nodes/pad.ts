import { z } from 'zod'
import { padded as padAxes, sidesOf } from '../onnx/writing/resizing'
import { literal } from '../pytorch/python'
import { formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { setTo } from '../registry/axis'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

const ONNX_MODES = { constant: 'constant', reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const

type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular'

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
      : widened({ shape, axis, size, before, after }, mode, narrowed(shape, sides, mode))
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
    const most = mode === 'reflect' ? size - 1 : mode === 'circular' ? size : Infinity
    return Math.min(side, most)
  })
  const uncut = kept.map((side) => Math.max(side, 0))
  const lists =
    shape.length > 1
      ? [kept.slice(0, 2 * shape.length - 2), uncut, kept, uncut.slice(0, 2 * shape.length - 2)]
      : [kept, uncut]
  return lists.map((list) => setTo('pad', list))
}

interface Side {
  shape: Shape
  axis: number
  size: Dim
  before: number
  after: number
}

function widened({ shape, axis, size, before, after }: Side, mode: PadMode, fixes: RuleFix[]): number {
  const details = { handle: 'input', param: 'pad', fixes }
  if (typeof size !== 'number') {
    throw new RuleError(told('rule.pad.batch', 'The batch cannot be padded: no sample comes with it.'), {
      ...details,
      remedy: tell('rules.pad.give_at_most_numbers', 'Give at most {{most}} numbers.', {
        most: 2 * (shape.length - 1),
      }),
    })
  }
  const most = Math.max(before, after)
  if (mode === 'reflect' && most >= size) {
    throw new RuleError(
      `Argument #${[4, 6, 8][shape.length - 1 - axis]}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${axis} of input ${formatShape(shape)}`,
      {
        ...details,
        remedy: tell('rules.pad.use_padding_there', 'Use padding ≤ {{size}} there.', { size: size - 1 }),
      },
    )
  }
  const left = size + Math.min(before, 0) + Math.min(after, 0)
  if (mode === 'circular' && most > left && left < size) {
    throw new RuleError(
      told(
        'rule.pad.too_little_left',
        'Of dimension {{axis}}, of size {{size}}, too little is left to pad it with {{most}}.',
        { axis, size, most },
      ),
      {
        ...details,
        remedy: tell('rules.pad.cut_or_pad_less', 'Cut or pad less.'),
      },
    )
  }
  if (mode === 'circular' && most > size) {
    throw new RuleError('Padding value causes wrapping around more than once.', {
      ...details,
      remedy: tell('rules.pad.use_padding_there', 'Use padding ≤ {{size}} there.', { size }),
    })
  }
  const length = size + before + after
  // Mirrors and edges are those of the whole, even where nothing else is left of it.
  if (length >= 1 && (left > 0 || mode === 'reflect' || mode === 'replicate')) return length
  throw new RuleError(
    told(
      'rule.pad.nothing_left',
      'Nothing is left of dimension {{axis}}, of size {{size}}, with padding {{before}} and {{after}}.',
      { axis, size, before, after },
    ),
    { ...details, remedy: tell('rules.pad.cut_less', 'Cut less.') },
  )
}
