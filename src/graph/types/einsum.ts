/** The equation of an einsum, taken apart. */

export interface Equation {
  /** The letters of each operand. */
  readonly inputs: readonly string[]
  readonly output: string
}

/** Letters that occur once are the result, in the order of the alphabet, where it is not said. Undefined: it is no equation. */
export function parseEquation(text: string): Equation | undefined {
  const plain = text.replaceAll(' ', '')
  const [left = '', right, ...more] = plain.split('->')
  const inputs = left.split(',')
  const letters = /^[A-Za-z]*$/
  if (more.length > 0 || !inputs.every((input) => letters.test(input) && !twice(input))) return undefined
  const all = Array.from(inputs.join(''))
  const output =
    right ??
    all
      .filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter))
      .toSorted()
      .join('')
  const known =
    letters.test(output) && !twice(output) && Array.from(output).every((each) => all.includes(each))
  return known ? { inputs, output } : undefined
}

function twice(letters: string): boolean {
  return new Set(letters).size < letters.length
}
