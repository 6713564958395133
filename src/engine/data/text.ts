import { DatasetError, type Dataset } from './dataset'
import { generate, type Amount } from './generate'
import { heldOutCount } from './prepare'
import { verses } from './verses'
import { tell } from '../../words/tell'

/** Number of characters where the node does not say. */
const DEFAULT_LENGTH = 32

/** The characters of the text, in the order of their numbers. */
export const vocabulary: readonly string[] = [...new Set(verses)].sort()

/**
 * Pieces of old verses, and the character that follows each character. Pieces to train on are cut from the beginning of the
 * text, held-out ones from its end, in proportion to their number.
 *
 * Shape: x (length), y (length), numbers of characters; y is x moved on by one.
 * Errors: a length that does not fit the held-out end.
 */
export function makeText(amount: Amount, length = DEFAULT_LENGTH): Dataset {
  const numbers = Int32Array.from(verses, (character) => vocabulary.indexOf(character))
  const held = heldOutCount(amount.held_out, amount.count)
  const train = amount.count - held
  const boundary = Math.round((numbers.length * train) / amount.count)
  const room = Math.min(boundary, held > 0 ? numbers.length - boundary : boundary)
  if (room <= length)
    throw new DatasetError(
      tell(
        'data.pieces_of_characters_do_not',
        'Pieces of {{length}} characters do not fit: a part of the text has only {{room}}.',
        { length, room },
      ),
      tell('data.make_length_smaller_or_hold', 'Make length smaller, or hold out another share.'),
      'length',
    )
  return generate(
    {
      name: 'text',
      xShape: [length],
      xDtype: 'int64',
      yShape: [length],
      classes: vocabulary,
      draw: (random, index, x, y) => {
        const [from, to] = index < train ? [0, boundary] : [boundary, numbers.length]
        const start = from + random.below(to - from - length)
        x.set(numbers.subarray(start, start + length))
        y.set(numbers.subarray(start + 1, start + 1 + length))
      },
    },
    amount,
  )
}
