/** Sentences that were told already: an edit of a large net asks for the same ones hundreds of times, and looking one up is slow. */
import { translator } from './translator'

/** Forgotten all at once, as most come again at the next edit. */
const MOST = 10_000
const told = new Map<string, string>()
translator.on('languageChanged', () => told.clear())
translator.store.on('added', () => told.clear())

/** The sentence of that key with these values, made where it was not yet asked for. */
export function remembered(key: string, values: object | undefined, make: () => string): string {
  const name = values === undefined ? key : `${key}\n${JSON.stringify(values)}`
  const known = told.get(name)
  if (known !== undefined) return known
  const sentence = make()
  if (told.size >= MOST) told.clear()
  told.set(name, sentence)
  return sentence
}
