/**
 * A language for tests: English with marks around each message and accents on its letters, so that what has no key stands out.
 * Its tag is the one that Intl knows as English with accents.
 */
import { translator } from './translator'

export const PSEUDO = 'en-XA'

const PLAIN = 'aceinouyACEINOUY'
const ACCENTED = 'áçéíñóúýÁÇÉÍÑÓÚÝ'

/** `Saved {{name}}` as `⟦Sávéd {{name}}⟧`. */
export function pseudo(text: string): string {
  const parts = text.split(/(\{\{.*?\}\})/)
  return `⟦${parts.map((part, index) => (index % 2 === 1 ? part : accented(part))).join('')}⟧`
}

/** Every text of a tree of messages. */
export function pseudoTree(tree: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'string' ? pseudo(value) : pseudoTree(value as object),
    ]),
  )
}

/** Whether that language is set. */
export function isPseudo(): boolean {
  return translator.language === PSEUDO
}

function accented(text: string): string {
  return text.replace(/[aceinouy]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter)
}
