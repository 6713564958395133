/** Lists whose length follows from shapes that the source need not say: the parts of a split. */
import { Unreadable } from './syntax'
import { isKind } from './values'
import type { ListValue, Value } from './values'
import { told } from '../../../words/tell'

export interface Wanted {
  /** How many values are asked for, where that is known. */
  count: number | undefined
  /** One of the names takes whatever is left. */
  starred: boolean
  line: number
}

/**
 * The values of a list, as many as are asked for.
 *
 * @param differ Called where the shapes, which may be guessed, say another number than the source.
 */
export function openItems({ items, open }: ListValue, wanted: Wanted, differ: () => void): Value[] {
  const { count, starred, line } = wanted
  if (open === undefined || (open !== 'any' && (starred || count === undefined))) return items
  if (count === undefined)
    throw new Unreadable(
      told('python.open_parts', 'How many parts there are is not known without the shape of the input.'),
      line,
    )
  if (open !== 'any' && count !== items.length) differ()
  const [first] = items
  if (open === 'fewer' || !isKind(first, 'tensor')) return items.slice(0, count)
  return Array.from({ length: count }, (_, i) => items[i] ?? { ...first, handle: `outputs.${i}`, type: null })
}
