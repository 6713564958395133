/** What a reader did not expect, in words of ours: those of the error are for whoever mends the reader. */
import type { Finding } from '../../document/finding'
import { tell, told } from '../../../words/tell'

export function unforeseen(error: unknown): Finding {
  // The stack of calls is used up, or a value is larger than any there is.
  const said =
    error instanceof RangeError
      ? told('import.asks_too_much', 'It is nested deeper, or holds more, than can be read.')
      : told('import.unreadable', 'It cannot be read: something in it is not as it is written in such files.')
  const remedy = tell(
    'remedy.write_again',
    'The file may be damaged: write it again with the program that made it.',
  )
  return { severity: 'error', ...said, remedy, fatal: true }
}
