/**
 * An array as people copy it: nested lists as JSON, Python and `print(tensor)` write them, or rows of numbers with commas, tabs or
 * spaces between, as tables do.
 */
import { tell } from '../../words/tell'

export interface ArrayText {
  shape: number[]
  /** Row-major. */
  values: Float32Array
}

/** What is wrong with a text, and where: lines and columns from 1. */
export interface ArrayProblem {
  message: string
  line: number
  column: number
}

/** Reads an array; a `tensor(…)` or `array(…)` around it, and what stands behind the list there, is left aside. */
export function parseArray(text: string): ArrayText | ArrayProblem {
  const reader = new ArrayReader(text)
  try {
    return reader.read()
  } catch (error) {
    if (error instanceof Misread) return { message: error.message, ...placeOf(text, error.at) }
    throw error
  }
}

export function isArrayProblem(read: ArrayText | ArrayProblem): read is ArrayProblem {
  return 'message' in read
}

class Misread extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message)
  }
}

const NUMBER = /[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)/iy
const WRAPPER = /\s*(?:[A-Za-z_.]*\.)?(?:tensor|array|Tensor|Parameter)\s*\(\s*/y

class ArrayReader {
  private at = 0
  private readonly values: number[] = []

  constructor(private readonly text: string) {}

  read(): ArrayText {
    while (this.take(WRAPPER) !== null) continue
    this.space()
    if (this.at >= this.text.length)
      throw new Misread(tell('array.nothing', 'There are no numbers here.'), this.at)
    const shape = this.text[this.at] === '[' || this.text[this.at] === '(' ? this.list() : this.rows()
    return { shape, values: Float32Array.from(this.values) }
  }

  /** A list of lists of the same shape. → its shape */
  private list(): number[] {
    const close = this.text[this.at] === '[' ? ']' : ')'
    this.at++
    let inner: number[] | null = null
    let length = 0
    for (;;) {
      this.space()
      const begin = this.at
      const next = this.text[this.at]
      if (next === undefined) throw new Misread(tell('array.open', 'A bracket is not closed.'), this.at)
      if (next === close) break
      const shape = next === '[' || next === '(' ? this.list() : this.number()
      if (inner !== null && shape.join() !== inner.join())
        throw new Misread(
          tell('array.ragged', 'This has shape [{{shape}}], what stands before it [{{before}}].', {
            shape: shape.join(', '),
            before: inner.join(', '),
          }),
          begin,
        )
      inner = shape
      length++
      this.space()
      if (this.text[this.at] === ',') this.at++
    }
    this.at++
    return [length, ...(inner ?? [])]
  }

  /** Lines of numbers: one line is a vector. */
  private rows(): number[] {
    let width = 0
    let height = 0
    for (const line of this.text.slice(this.at).split(/\r?\n|;/)) {
      const end = this.at + line.length
      const before = this.values.length
      const begin = this.at + (line.length - line.trimStart().length)
      for (this.skip(end); this.at < end; this.skip(end)) this.number()
      const count = this.values.length - before
      this.at = end + (this.text.startsWith('\r\n', end) ? 2 : 1)
      if (count === 0) continue
      if (height > 0 && count !== width)
        throw new Misread(
          tell(
            'array.row',
            {
              one: 'This row has {{count}} number, those before it {{width, number}}.',
              other: 'This row has {{count, number}} numbers, those before it {{width, number}}.',
            },
            { count, width },
          ),
          begin,
        )
      width = count
      height++
    }
    return height === 1 ? [width] : [height, width]
  }

  private number(): number[] {
    const read = this.take(NUMBER)
    if (read === null)
      throw new Misread(
        tell('array.no_number', "A number is expected here, not '{{text}}'.", {
          text: this.text.slice(this.at, this.at + 12).split(/\s/)[0] ?? '',
        }),
        this.at,
      )
    const plain = read.toLowerCase().replace(/^\+/, '')
    this.values.push(
      /nan/.test(plain)
        ? NaN
        : /inf/.test(plain)
          ? plain.startsWith('-')
            ? -Infinity
            : Infinity
          : Number(plain),
    )
    return []
  }

  /** Between numbers of a line. */
  private skip(end: number): void {
    while (this.at < end && /[\s,\t]/.test(this.text[this.at]!)) this.at++
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return null
    this.at = pattern.lastIndex
    return found[0]
  }
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
