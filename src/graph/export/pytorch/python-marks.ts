/** What the words of Python source are, line by line, so that a page can colour them. */
import { parser } from '@lezer/python'

export type PythonMarkKind = 'keyword' | 'string' | 'number' | 'comment' | 'name'

/** From a column of a line up to (not including) another. */
export interface PythonMark {
  from: number
  to: number
  kind: PythonMarkKind
}

const KINDS: Readonly<Record<string, PythonMarkKind>> = {
  String: 'string',
  FormatString: 'string',
  Number: 'number',
  Comment: 'comment',
  Boolean: 'keyword',
  None: 'keyword',
}
const KEYWORD = /^[a-z]+$/
const DEFINING = new Set(['ClassDefinition', 'FunctionDefinition'])

/** The marks of each line, from left to right; a string over several lines has one on each. */
export function pythonMarks(lines: readonly string[]): PythonMark[][] {
  const marks: PythonMark[][] = lines.map(() => [])
  const starts: number[] = []
  let end = 0
  for (const line of lines) {
    starts.push(end)
    end += line.length + 1
  }
  let line = 0
  const add = (from: number, to: number, kind: PythonMarkKind): void => {
    while (line + 1 < starts.length && starts[line + 1]! <= from) line += 1
    for (let at = line; at < lines.length && starts[at]! < to; at += 1) {
      const start = starts[at]!
      const mark = { from: Math.max(from - start, 0), to: Math.min(to - start, lines[at]!.length), kind }
      if (mark.from < mark.to) marks[at]!.push(mark)
    }
  }
  parser.parse(lines.join('\n')).iterate({
    enter: ({ name, from, to, node }) => {
      const known = KINDS[name]
      if (known !== undefined) {
        add(from, to, known)
        return false
      }
      if (KEYWORD.test(name)) add(from, to, 'keyword')
      else if (name === 'VariableName' && DEFINING.has(node.parent?.name ?? '')) add(from, to, 'name')
      return true
    },
  })
  return marks
}
