/** The paddings of images: one definition, told apart by what they put around. */
import { z } from 'zod'
import { padded, sidesOf } from '../onnx/writing/resizing'
import { literal } from '../pytorch/python'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { fixedSizes } from './fixed-sizes'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

type PaddingType = 'ZeroPad2d' | 'ReflectionPad2d' | 'ReplicationPad2d'

/** What `F.pad` takes for each. */
const MODES: Record<PaddingType, string> = {
  ZeroPad2d: '',
  ReflectionPad2d: ', mode="reflect"',
  ReplicationPad2d: ', mode="replicate"',
}

const ONNX_MODES = { ZeroPad2d: 'constant', ReflectionPad2d: 'reflect', ReplicationPad2d: 'edge' } as const

/** Shape: `(N, C, H, W)` to a larger (or cut) one, as of all three; see `definePadding`. */
export const zeroPad2d = definePadding('ZeroPad2d', 'Puts zeros around each image.')

export const reflectionPad2d = definePadding('ReflectionPad2d', 'Puts the mirror image around each image.')

export const replicationPad2d = definePadding('ReplicationPad2d', 'Repeats the edge of each image around it.')

type Padding = number | [number, number, number, number]

/** Left, right, top and bottom. */
function fourSides(padding: Padding): [number, number, number, number] {
  return typeof padding === 'number' ? [padding, padding, padding, padding] : padding
}

/**
 * Places around an image. Shape: `(N, C, H, W)` to `(N, C, H + top + bottom, W + left + right)`.
 * Errors: reflected padding as wide as the image → `Padding size should be less than the corresponding input dimension, …`.
 */
function definePadding(type: PaddingType, doc: string): NodeDefinition {
  const side = z.int()
  return defineNode({
    type,
    category: 'shape',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pad',
    pytorch: {
      expression: ([x = ''], { padding }) => {
        return `F.pad(${x}, ${literal(fourSides(padding))}${MODES[type]})`
      },
    },
    onnx: (node) =>
      padded(node, sidesOf(fourSides(node.params.padding), node.shape().length), ONNX_MODES[type]),
    params: {
      padding: (
        z.union([side, z.tuple([side, side, side, side])]).meta({ control: 'pair', count: 4 }) as z.ZodType<
          Padding,
          Padding
        >
      ).meta({
        doc: 'Added on every side, or left, right, top and bottom; negative cuts.',
        unit: 'px',
        initial: 1,
      }),
    },
    shape: (call) => paddedShape(inputAt(call, 'input').shape, call.params.padding, type),
  })
}

function paddedShape(shape: Shape, padding: Padding, type: PaddingType): Shape {
  const [left, right, top, bottom] = fourSides(padding)
  const least = type === 'ZeroPad2d' ? 2 : 3
  if (shape.length < least || (least === 3 && shape.length > 4)) {
    throw new RuleError(
      told('rule.padding.no_image', '{{type}} needs images, but got an input of shape {{shape}}.', {
        type,
        shape: formatShape(shape),
      }),
      {
        handle: 'input',
        remedy: tell(
          'rules.padding.give_samples_channels_height_and',
          'Give the samples channels, height and width.',
        ),
        fixes: toRank('input', shape, 4),
      },
    )
  }
  const [height, width] = fixedSizes(shape.slice(-2), shape) as [number, number]
  if (type === 'ReflectionPad2d') {
    checkReflection(shape, width, [left, right], -1)
    checkReflection(shape, height, [top, bottom], -2)
  }
  const rows = height + top + bottom
  const columns = width + left + right
  if (rows >= 1 && columns >= 1) return [...shape.slice(0, -2), rows, columns]
  throw new RuleError(
    told(
      'rule.padding.nothing_left',
      'Nothing is left of an image of {{height}} × {{width}} with padding {{sides}}.',
      { height, width, sides: formatShape([left, right, top, bottom]) },
    ),
    {
      handle: 'input',
      param: 'padding',
      remedy: tell('rules.padding.cut_less', 'Cut less.'),
      fixes: [
        {
          kind: 'set',
          label: tell('rules.padding.padding_0_fits', 'padding=0 fits'),
          params: { padding: 0 },
        },
      ],
    },
  )
}

function checkReflection(
  shape: Shape,
  size: number,
  [before, after]: readonly [number, number],
  axis: number,
): void {
  if (before < size && after < size) return
  const most = Math.min(...fixedSizes(shape.slice(-2), shape)) - 1
  throw new RuleError(
    `Argument #${axis === -1 ? 4 : 6}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${shape.length + axis} of input ${formatShape(shape)}`,
    {
      handle: 'input',
      param: 'padding',
      remedy: tell('rules.padding.use_padding', 'Use padding ≤ {{most}}.', { most }),
      fixes: [
        {
          kind: 'set',
          label: tell('rules.padding.padding_fits', 'padding={{most}} fits', { most }),
          params: { padding: most },
        },
      ],
    },
  )
}
