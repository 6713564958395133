/** How large a dimension becomes with places around it, and what PyTorch refuses: one rule for Pad and the paddings. */
import { formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular'

/** How many places can be put on one side of a dimension of that size. */
export function mostAround(size: number, mode: PadMode): number {
  return mode === 'reflect' ? size - 1 : mode === 'circular' ? size : Infinity
}

interface Side {
  shape: Shape
  axis: number
  size: Dim
  before: number
  after: number
}

/**
 * The size of a dimension with places around it.
 * Errors: the batch; padding wider than the mode allows; nothing left.
 */
export function widened(
  { shape, axis, size, before, after }: Side,
  mode: PadMode,
  { param, fixes }: { param: string; fixes: RuleFix[] },
): number {
  const details = { handle: 'input', param, fixes }
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
  const remedy = tell('rules.pad.cut_less', 'Cut less.')
  if (mode === 'constant' && length < 0)
    throw new RuleError('narrow(): length must be non-negative.', { ...details, remedy })
  throw new RuleError(
    told(
      'rule.pad.nothing_left',
      'Nothing is left of dimension {{axis}}, of size {{size}}, with padding {{before}} and {{after}}.',
      { axis, size, before, after },
    ),
    { ...details, remedy },
  )
}
