import { z } from 'zod'
import { upsample as resize } from '../onnx/writing/resizing'
import type { Shape } from '../types/dims'
import { fixedSizes } from './fixed-sizes'
import { asSizes } from '../params/param-types'
import type { Size } from '../params/param-types'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** One number, or one for each of two or three directions. */
function sizeOf(side: z.ZodType<number, number>): z.ZodType<Size, Size> {
  const sides = z.union([z.tuple([side, side]), z.tuple([side, side, side])])
  return z.union([side, sides]).meta({ control: 'pair' }) as unknown as z.ZodType<Size, Size>
}

interface UpsampleParams {
  size: Size | null
  scale_factor: Size | null
  mode: 'nearest' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear'
  align_corners: boolean | null
}

const sizeParams = {
  size: sizeOf(z.int().min(1))
    .nullable()
    .default(null)
    .meta({ doc: 'Size of the output; none: use scale_factor.', unit: 'px' }),
  scale_factor: sizeOf(z.number().gt(0))
    .nullable()
    .default(null)
    .meta({ doc: 'How many times larger the output is.', unit: '×', initial: 2 }),
}

/**
 * Images `(N, C, H, W)`, signals `(N, C, L)` or volumes `(N, C, D, H, W)` made larger: to `size`, or `scale_factor` times (rounded down).
 * Errors: neither or both are given; a mode for another number of dimensions; align_corners with 'nearest'.
 */
export const upsample = defineNode({
  type: 'Upsample',
  category: 'shape',
  doc: 'Makes images, signals or volumes larger, from the nearest place or from neighbours.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html',
  stem: 'up',
  pytorch: { function: 'F.interpolate' },
  onnx: (node) => resize(node, node.params),
  params: {
    ...sizeParams,
    mode: z.enum(['nearest', 'linear', 'bilinear', 'bicubic', 'trilinear']).default('nearest').meta({
      doc: "'linear' is for signals, 'bilinear' and 'bicubic' for images, 'trilinear' for volumes.",
    }),
    align_corners: z
      .boolean()
      .nullable()
      .default(null)
      .meta({ doc: 'Lay the centres of the corner pixels on each other; not for nearest.', advanced: true }),
  },
  shape: (call) => resized(inputAt(call, 'input').shape, call.params),
})

/** Shape: `(N, C, H, W)` to a larger one; see `defineUpsampling`. */
export const upsamplingNearest2d = defineUpsampling(
  'UpsamplingNearest2d',
  'Makes images larger, each pixel from the nearest one: Upsample under an older name.',
  { mode: 'nearest', align_corners: null },
)

/** Shape: `(N, C, H, W)` to a larger one; see `defineUpsampling`. */
export const upsamplingBilinear2d = defineUpsampling(
  'UpsamplingBilinear2d',
  'Makes images larger, each pixel from its neighbours: Upsample with align_corners under an older name.',
  { mode: 'bilinear', align_corners: true },
)

/** Upsample with a mode of its own. Shape and errors as of Upsample. */
function defineUpsampling(
  type: string,
  doc: string,
  how: Pick<UpsampleParams, 'mode' | 'align_corners'>,
): NodeDefinition {
  return defineNode({
    type,
    category: 'shape',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'up',
    calls: ['module'],
    onnx: (node) => resize(node, { ...node.params, ...how }),
    params: sizeParams,
    shape: (call) => resized(inputAt(call, 'input').shape, { ...call.params, ...how }),
  })
}

function resized(shape: Shape, params: UpsampleParams): Shape {
  checkMode(shape, params)
  const { size, scale_factor: scale } = params
  const given = size ?? scale
  if (given === null) {
    throw new RuleError('either size or scale_factor should be defined', {
      param: 'scale_factor',
      remedy: tell('rules.upsample.give_scale_factor_for_example_2', 'Give scale_factor, for example 2.'),
      fixes: [{ kind: 'set', label: 'scale_factor=2', params: { scale_factor: 2 } }],
    })
  }
  if (size !== null && scale !== null) {
    throw new RuleError('only one of size or scale_factor should be defined', {
      param: 'size',
      remedy: tell('rules.upsample.set_one_of_them_to', 'Set one of them to none.'),
      fixes: [{ kind: 'unset', label: tell('rules.upsample.without_size', 'Without size'), names: ['size'] }],
    })
  }
  const inputs = fixedSizes(shape.slice(2), shape)
  const list = asSizes(given, inputs.length)
  if (list.length !== inputs.length) throw wrongCount(inputs, list, size === null)
  checkRank(shape, params.mode)
  const outputs = list.map((value, axis) => (size === null ? Math.floor((inputs[axis] ?? 1) * value) : value))
  if (outputs.every((output) => output >= 1)) return [...shape.slice(0, 2), ...outputs]
  const named = (sizes: readonly number[]): string =>
    sizes.map((value, axis) => `${'DHW'[axis + 3 - sizes.length]}: ${value}`).join(', ')
  throw new RuleError(
    `Input and output sizes should be greater than 0, but got input (${named(inputs)}) output (${named(outputs)})`,
    {
      param: 'scale_factor',
      remedy: tell('rules.upsample.use_larger_scale_factor', 'Use a larger scale_factor.'),
      fixes: [{ kind: 'set', label: 'scale_factor=1', params: { scale_factor: 1 } }],
    },
  )
}

function wrongCount(inputs: readonly number[], list: readonly number[], scales: boolean): RuleError {
  const values = `(${list.map((value) => (scales && Number.isInteger(value) ? `${value}.0` : value)).join(', ')})`
  const [what, given, format, letter] = scales
    ? ['scale_factor', `scale_factor of shape ${values}`, 'scale_factor', 's']
    : ['output', `output size of ${values}`, 'output size', 'o']
  return new RuleError(
    `Input and ${what} must have the same number of spatial dimensions, but got input with spatial dimensions of [${inputs.join(', ')}] and ${given}. ` +
      `Please provide input tensor in (N, C, d1, d2, ...,dK) format and ${format} in (${letter}1, ${letter}2, ...,${letter}K) format.`,
    {
      handle: 'input',
      param: scales ? 'scale_factor' : 'size',
      fixes: [
        {
          kind: 'set',
          label: tell('rules.upsample.fits', '{{param}}={{value}} fits', {
            param: scales ? 'scale_factor' : 'size',
            value: list[0] ?? 1,
          }),
          params: { [scales ? 'scale_factor' : 'size']: list[0] },
        },
      ],
    },
  )
}

/** Dimensions of the batches that each mode is for. */
const RANKS: Readonly<Record<string, number>> = { linear: 3, bilinear: 4, bicubic: 4, trilinear: 5 }

function checkMode(shape: Shape, { mode, align_corners: align }: UpsampleParams): void {
  if (mode === 'nearest' && align !== null) {
    throw new RuleError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
      {
        param: 'align_corners',
        remedy: tell('rules.upsample.set_align_corners_to_none', 'Set align_corners to none.'),
        fixes: [
          {
            kind: 'unset',
            label: tell('rules.upsample.without_align_corners', 'Without align_corners'),
            names: ['align_corners'],
          },
        ],
      },
    )
  }
  const rank = shape.length
  if (rank < 3 || rank > 5) throw unsupported(shape, mode)
}

function unsupported(shape: Shape, mode: UpsampleParams['mode']): RuleError {
  const rank = shape.length
  return new RuleError(
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${rank}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`,
    {
      handle: 'input',
      remedy: tell(
        'rules.upsample.upsample_needs_samples_with_channels',
        'Upsample needs samples with channels and a length, or height and width.',
      ),
      fixes: rank < 3 ? toRank('input', shape, RANKS[mode] ?? 3) : toRank('input', shape, 4),
    },
  )
}

function checkRank(shape: Shape, mode: UpsampleParams['mode']): void {
  const rank = shape.length
  if (mode === 'nearest' || rank === RANKS[mode]) return
  if (mode === 'bicubic') throw unsupported(shape, mode)
  const right = ['linear', 'bilinear', 'trilinear'][rank - 3] ?? 'nearest'
  throw new RuleError(`Got ${rank}D input, but ${mode} mode needs ${RANKS[mode]}D input`, {
    handle: 'input',
    param: 'mode',
    fixes: [{ kind: 'set', label: `mode='${right}'`, params: { mode: right } }],
  })
}
