const CONTROLS = /[\p{Control}\u2028\u2029]/gu

/** Text on one line of a console: names in a file that is wrong may have anything in them, also what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u${code.toString(16).padStart(4, '0')}`
  })
}
