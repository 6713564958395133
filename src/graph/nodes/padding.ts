/** The paddings of signals, images and volumes: one definition, told apart by what they put around and the number of dimensions. */
import { z } from 'zod'
import { padded, sidesOf } from '../onnx/writing/resizing'
import { literal } from '../pytorch/python'
import type { Shape } from '../types/dims'
import { setTo } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { fixedSizes } from './fixed-sizes'
import { neededSamples } from './pooling'
import { sizeUnit } from '../params/param-types'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'
import { mostAround, widened } from './pad-sizes'
import type { PadMode } from './pad-sizes'

type Rank = 1 | 2 | 3
type Kind = 'Zero' | 'Constant' | 'Reflection' | 'Replication' | 'Circular'

const MODES: Record<Kind, PadMode> = {
  Zero: 'constant',
  Constant: 'constant',
  Reflection: 'reflect',
  Replication: 'replicate',
  Circular: 'circular',
}

const ONNX_MODES = { constant: 'constant', reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const

/** Shape: `(N, C, L)` to a longer (or cut) one; see `definePadding`. */
export const zeroPad1d = definePadding('Zero', 1, 'Puts zeros around each signal.')

/** Shape: `(N, C, H, W)` to a larger (or cut) one; see `definePadding`. */
export const zeroPad2d = definePadding('Zero', 2, 'Puts zeros around each image.')

/** Shape: `(N, C, D, H, W)` to a larger (or cut) one; see `definePadding`. */
export const zeroPad3d = definePadding('Zero', 3, 'Puts zeros around each volume.')

export const constantPad1d = definePadding('Constant', 1, 'Puts one value around each signal.')

export const constantPad2d = definePadding('Constant', 2, 'Puts one value around each image.')

export const constantPad3d = definePadding('Constant', 3, 'Puts one value around each volume.')

export const reflectionPad1d = definePadding('Reflection', 1, 'Puts the mirror image around each signal.')

export const reflectionPad2d = definePadding('Reflection', 2, 'Puts the mirror image around each image.')

export const reflectionPad3d = definePadding('Reflection', 3, 'Puts the mirror image around each volume.')

export const replicationPad1d = definePadding('Replication', 1, 'Repeats the ends of each signal around it.')

export const replicationPad2d = definePadding('Replication', 2, 'Repeats the edge of each image around it.')

export const replicationPad3d = definePadding('Replication', 3, 'Repeats the edge of each volume around it.')

export const circularPad1d = definePadding('Circular', 1, 'Puts the other end around each signal.')

export const circularPad2d = definePadding('Circular', 2, 'Puts the opposite side around each image.')

export const circularPad3d = definePadding('Circular', 3, 'Puts the opposite side around each volume.')

type Padding = number | number[]

/** Only a ConstantPad has a value of its own. */
function constantOf({ value }: { value?: number }): number {
  return value ?? 0
}

/**
 * Places around the last dimensions. Shape: `(N, C, H, W)` to `(N, C, H + top + bottom, W + left + right)`.
 * Errors: too many or too few dimensions; padding wider than the mode allows; nothing left.
 */
function definePadding(kind: Kind, rank: Rank, doc: string): NodeDefinition {
  const type = `${kind}Pad${rank}d`
  const mode = MODES[kind]
  const value = {
    value: z.number().meta({ doc: 'The value.', initial: 0 }),
  }
  return defineNode({
    type,
    category: 'shape',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pad',
    pytorch: {
      since: () => (mode === 'circular' || (kind === 'Zero' && rank !== 2) ? '2.1' : undefined),
      expression: ([x = ''], { padding, ...others }) => {
        const constant = constantOf(others)
        const more = [
          ...(mode === 'constant' ? [] : [`mode="${mode}"`]),
          ...(constant === 0 ? [] : [`value=${literal(constant)}`]),
        ]
        return `F.pad(${[x, literal(allSides(padding, rank)), ...more].join(', ')})`
      },
    },
    onnx: (node) => {
      const sides = sidesOf(allSides(node.params.padding, rank), node.shape().length)
      return padded(node, sides, ONNX_MODES[mode], constantOf(node.params))
    },
    params: {
      padding: paddingOf(rank),
      ...(kind === 'Constant' ? value : ({} as typeof value)),
    },
    shape: (call) => paddedShape(inputAt(call, 'input').shape, call.params.padding, { type, mode, rank }),
  })
}

function paddingOf(rank: Rank): z.ZodType<Padding, Padding> {
  const side = z.int().min(-1_000_000).max(1_000_000)
  const sides = z.array(side).length(2 * rank)
  const order = ['left, right', 'top, bottom', 'front and back'].slice(0, rank)
  const named = rank === 1 ? 'left and right' : order.join(', ').replace(/, bottom$/, ' and bottom')
  return z
    .union([side, sides])
    .meta({ control: 'pair', count: 2 * rank })
    .meta({
      doc: `Added on ${rank === 1 ? 'both sides' : 'every side'}, or ${named}; negative cuts.`,
      unit: sizeUnit(rank),
      initial: 1,
    })
}

/** Before and after the last dimension, then those of the one before it. */
function allSides(padding: Padding, rank: Rank): readonly number[] {
  return typeof padding === 'number' ? Array.from({ length: 2 * rank }, () => padding) : padding
}

interface Layer {
  type: string
  mode: PadMode
  rank: Rank
}

function paddedShape(shape: Shape, padding: Padding, layer: Layer): Shape {
  const { mode, rank } = layer
  checkRank(shape, layer)
  const sides = allSides(padding, rank)
  const sizes = fixedSizes(shape.slice(-rank), shape)
  const fixes = narrowed(sizes, sides, mode)
  // The last dimension first, as PyTorch looks at them.
  const made = sides.flatMap((before, place) =>
    place % 2 === 1
      ? []
      : [
          widened(
            {
              shape,
              axis: shape.length - 1 - place / 2,
              size: sizes.at(-1 - place / 2)!,
              before,
              after: sides[place + 1] ?? 0,
            },
            mode,
            { param: 'padding', fixes },
          ),
        ],
  )
  return [...shape.slice(0, -rank), ...made.toReversed()]
}

function checkRank(shape: Shape, { type, mode, rank }: Layer): void {
  const { length } = shape
  if (mode === 'constant' ? length >= rank : length === rank + 1 || length === rank + 2) return
  throw new RuleError(rankMessage(length, mode, rank), {
    handle: 'input',
    remedy: neededSamples(type, rank),
    fixes: forRank(type, shape, rank + 2),
  })
}

function rankMessage(length: number, mode: PadMode, rank: Rank): string {
  if (mode === 'circular') return `expected ${rank + 1}D or ${rank + 2}D input (got ${length}D input)`
  return length < rank
    ? `Padding length should be less than or equal to two times the input dimension but got padding length ${2 * rank} and input of dimension ${length}`
    : `Padding size ${2 * rank} is not supported for ${length}D input tensor.`
}

/** Padding cut back to what each dimension allows; then what is cut off, too. */
function narrowed(sizes: readonly number[], sides: readonly number[], mode: PadMode): RuleFix[] {
  const kept = sides.map((side, place) =>
    Math.min(side, mostAround(sizes.at(-1 - Math.floor(place / 2))!, mode)),
  )
  const even = Math.min(...kept)
  const uncut = kept.map((side) => Math.max(side, 0))
  return [
    ...(sides.every((side) => side === sides[0]) && even > 0 ? [evenly(even)] : []),
    setTo('padding', kept),
    setTo('padding', uncut),
    evenly(0),
  ]
}

function evenly(most: number): RuleFix {
  const label = tell('rules.padding.padding_fits', 'padding={{most}} fits', { most })
  return { kind: 'set', label, params: { padding: most } }
}
