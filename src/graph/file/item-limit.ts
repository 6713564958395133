/** How many nodes and wires a document may have to be opened. */
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

const MAX_ITEMS = 20_000

type TooMany = Told & { remedy: string }

/** What is wrong with a document of too many; `modules` as it stands in a file. */
export function tooManyItems(modules: unknown): TooMany | undefined {
  return tooManyOf(itemsIn(modules))
}

/** The same of one that is being made. */
export function tooManyOf(items: number): TooMany | undefined {
  if (items <= MAX_ITEMS) return undefined
  const values = { items, most: MAX_ITEMS }
  return {
    ...told(
      'file.too_many',
      'The graph has {{items}} nodes and wires; at most {{most}} can be opened.',
      values,
    ),
    remedy: tell('remedy.split_graph', 'Split it.'),
  }
}

/** Nodes and wires of all definitions, as far as these are definitions at all. */
export function itemsIn(modules: unknown): number {
  if (typeof modules !== 'object' || modules === null) return 0
  const lists = Object.values(modules as Record<string, unknown>).flatMap((module) =>
    typeof module === 'object' && module !== null && !Array.isArray(module)
      ? [(module as Record<string, unknown>)['nodes'], (module as Record<string, unknown>)['edges']]
      : [],
  )
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
}
