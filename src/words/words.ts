/** Words that people read, for page, host, engine and graph. English now; another language is another folder of messages. */
import type { TextKey, Values } from './message'
import { remembered } from './remembered'
import { translator } from './translator'

export type { PlainKey, TextKey, Value, Values } from './message'

type Arguments<Key extends TextKey> = keyof Values<Key> extends never ? [] : [values: Values<Key>]

/** The message of a key in the language that is set, with its values filled in. */
export function t<Key extends TextKey>(key: Key, ...[values]: Arguments<Key>): string {
  return remembered(key, values, () => translator.t(key, { replace: values, count: countOf(values) }))
}

type WordList = Readonly<Record<string, string>>

/** A list is asked for with every edit, and looking all its words up takes as long as drawing the page. */
const lists = new Map<string, WordList>()
translator.on('languageChanged', () => lists.clear())
translator.store.on('added', () => lists.clear())

/** Words by name, e.g. those by which the search finds each node type; a language may have none for some. */
export function wordList(key: 'palette.words' | 'palette.kinds'): WordList {
  const list = lists.get(key) ?? (translator.t(key, { returnObjects: true }) as WordList)
  lists.set(key, list)
  return list
}

/** The number that picks a plural form. */
function countOf(values: object | undefined): number | undefined {
  return values !== undefined && 'count' in values && typeof values.count === 'number'
    ? values.count
    : undefined
}
