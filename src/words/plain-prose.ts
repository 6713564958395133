/** For tests in the language for tests: what of a text has no key. */

/** Two words and more in a row without an accent on any; names, code and numbers are no words. */
const PROSE = /(?<![\p{L}\w'"./=])[A-Za-z][a-z]+(?: (?:[a-z]{2,}|a|I)(?![\p{L}\w=(./]))+/gu

/** The pieces of plain English in a text: what stands outside of marks, and prose that was filled in as a value. */
export function plainProse(text: string): string[] {
  return text.match(PROSE) ?? []
}

/** What of a text stands outside of every mark. */
export function unmarked(text: string): string {
  let depth = 0
  let outside = ''
  for (const letter of text) {
    if (letter === '⟦') depth++
    else if (letter === '⟧') depth--
    else if (depth === 0) outside += letter
  }
  return outside
}
