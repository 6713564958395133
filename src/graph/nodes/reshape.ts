import { z } from 'zod'
import { reshaped as inOutputShape } from '../onnx/writing/forms'
import { operand } from '../pytorch/python'
import { BATCH, divideDim, formatShape, multiplyDims } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { setTo } from '../registry/axis'
import { solvedSizes } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * The values in their order under another shape; -1 stands for what is left, as a rule the batch.
 *
 * Shape: `(N, 4, 8)` with shape [-1, 32] gives `(N, 32)`.
 * Errors: sizes that do not multiply up for every batch → `shape '[…]' is invalid for input of size …`.
 */
export const reshape = defineNode({
  type: 'Reshape',
  category: 'shape',
  doc: 'Lays the values out under another shape, in their order.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.reshape.html',
  stem: 'reshape',
  plainStem: true,
  pytorch: { expression: ([x], { shape }) => `${operand(x)}.reshape(${shape.join(', ') || '()'})` },
  onnx: inOutputShape,
  calls: ['functional'],
  accepts: 'any',
  // Sizes alone do not say what was mixed.
  labels: () => [],
  params: {
    shape: z
      .array(z.int().min(-1).max(1_000_000_000))
      .max(8)
      .meta({ control: 'numbers' })
      .meta({
        doc: 'The new sizes; one may be -1 and is worked out, as a rule the batch.',
        initial: [-1, 1],
      }),
  },
  shape: (call) => reshaped(inputAt(call, 'input').shape, call.params.shape),
})

function reshaped(shape: Shape, wanted: readonly number[]): Shape {
  const open = wanted.filter((size) => size === -1).length
  if (open > 1)
    throw new RuleError('only one dimension can be inferred', {
      param: 'shape',
      remedy: tell('rules.reshape.give_all_sizes_but_one', 'Give all sizes but one.'),
      fixes: fitting(shape, wanted),
    })
  const known = wanted.filter((size) => size !== -1).reduce((a, b) => a * b, 1)
  const total = multiplyDims(shape)
  const left = open === 1 ? divideDim(total, known) : total === known ? 1 : undefined
  if (left !== undefined) return wanted.map((size) => (size === -1 ? left : size))
  throw new RuleError(`shape '${formatShape(wanted)}' is invalid for input of size ${total}`, {
    handle: 'input',
    param: 'shape',
    remedy:
      typeof total === 'string' && open === 0
        ? tell('rules.reshape.batch_may_have_any_size', 'The batch may have any size N: let -1 stand for it.')
        : tell(
            'rules.reshape.sizes_must_multiply_up_to',
            'The sizes must multiply up to those of the input, {{shape}}, whatever the batch.',
            { shape: formatShape(shape) },
          ),
    fixes: [...openBatch(shape, wanted), ...fitting(shape, wanted)],
  })
}

/** The same sizes but for one, which is solved for. */
function fitting(shape: Shape, wanted: readonly number[]): RuleFix[] {
  return solvedSizes(multiplyDims(shape), wanted).map((sizes) => setTo('shape', sizes))
}

/** The same sizes behind an open batch where they fit, else with one of them solved for; or one row for each sample. */
function openBatch(shape: Shape, wanted: readonly number[]): RuleFix[] {
  const [first, ...sample] = shape
  const size = multiplyDims(sample)
  if (first !== BATCH || typeof size !== 'number') return []
  const rest = wanted.slice(1)
  const fits = rest.every((each) => each > 0) && rest.reduce((a, b) => a * b, 1) === size
  const rows = fits ? [rest] : [...solvedSizes(size, rest).toReversed(), [size]]
  return rows.map((each) => setTo('shape', [-1, ...each]))
}
