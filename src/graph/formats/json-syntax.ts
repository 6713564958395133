/** Where a text stops being JSON, in words; no recursion, so that depth does no harm. */
import { assertNever } from '../basics/assert-never'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

export interface JsonProblem extends Told {
  /** From 1. */
  line: number
  column: number
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const WORD = /true|false|null/y
const SPACE = /[ \t\r\n]*/y

/** The deepest nesting of brackets outside strings, counted up to `limit`. */
export function nestingDepth(text: string, limit: number): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length && deepest <= limit; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 92) at++
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 91 || code === 123) deepest = Math.max(deepest, ++depth)
    else if (code === 93 || code === 125) depth--
  }
  return deepest
}

/** The first mistake of a text, or undefined where it is JSON: the same verdict as `JSON.parse`. */
export function locateJsonProblem(text: string): JsonProblem | undefined {
  const found = scan(text)
  return found.kind === 'wrong' ? located(text, found) : undefined
}

/** As `locateJsonProblem`, and also a name that stands twice in one object: `JSON.parse` keeps only the last value. */
export function locateJsonLoss(text: string): JsonProblem | undefined {
  if (keepsAllNames(text)) return undefined
  const found = scan(text)
  if (found.kind === 'wrong') return located(text, found)
  if (found.repeated === undefined) return undefined
  const { at, name } = found.repeated
  const shown = name.length <= 60 ? name : `${name.slice(0, 57)}…`
  return located(text, {
    at,
    problem: told(
      'json.name_twice',
      'The name {{name}} stands twice in one object; only the last would be read.',
      {
        name: shown,
      },
    ),
  })
}

/**
 * Whether a text is JSON from which `JSON.parse` reads as many names as stand in it: then none stands twice in an object. Far quicker than to
 * look where.
 */
function keepsAllNames(text: string): boolean {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return false
  }
  let read = 0
  const open: unknown[] = [value]
  while (open.length > 0) {
    const each = open.pop()
    if (typeof each !== 'object' || each === null) continue
    const inside = Object.values(each)
    if (!Array.isArray(each)) read += inside.length
    for (const item of inside) if (typeof item === 'object') open.push(item)
  }
  return read === colonsIn(text)
}

/** Each colon outside of strings follows a name. */
function colonsIn(text: string): number {
  let count = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 92) at++
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 58) count++
  }
  return count
}

function located(text: string, { at, problem }: { at: number; problem: Told }): JsonProblem {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { ...problem, line, column: at - (before.lastIndexOf('\n') + 1) + 1 }
}

interface Wrong {
  kind: 'wrong'
  at: number
  problem: Told
}

/** JSON, with the first name that an object has already. */
interface Right {
  kind: 'right'
  repeated: { at: number; name: string } | undefined
}

/** A bracket that is open; of an object, the names so far. */
type Open = { mark: '[' } | { mark: '{'; names: Set<string> }

/** What may come next: a value, a key, the colon after it, or what follows a value. */
type Expect = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'after'

function scan(text: string): Wrong | Right {
  const open: Open[] = []
  let repeated: Right['repeated']
  let expect: Expect = 'value'
  let at = 0
  for (;;) {
    at = end(SPACE, text, at) ?? at
    if (expect === 'after' && open.length === 0) {
      return at === text.length
        ? { kind: 'right', repeated }
        : syntaxProblem(text, at, tell('json.end_of_file', 'the end of the file'))
    }
    const step = advance(text, at, expect, open)
    if (step === undefined) return syntaxProblem(text, at, wanted(expect, open))
    if (step.expect === 'colon' && !isNew(text.slice(at, step.at), open.at(-1)))
      repeated ??= { at, name: text.slice(at, step.at) }
    at = step.at
    expect = step.expect
  }
}

function advance(
  text: string,
  at: number,
  expect: Expect,
  open: Open[],
): { at: number; expect: Expect } | undefined {
  const mark = text[at]
  if (expect === 'colon') return mark === ':' ? { at: at + 1, expect: 'value' } : undefined
  if (expect === 'after') {
    const inside = open.at(-1)?.mark
    if (mark === ',') return { at: at + 1, expect: inside === '{' ? 'key' : 'value' }
    return closes(mark, inside) ? close(at, open) : undefined
  }
  if (expect === 'key' || expect === 'first-key') {
    const after = stringEnd(text, at)
    if (after !== undefined) return { at: after, expect: 'colon' }
    return expect === 'first-key' && mark === '}' ? close(at, open) : undefined
  }
  if (expect === 'first-value' && mark === ']') return close(at, open)
  if (mark === '{' || mark === '[') {
    open.push(mark === '{' ? { mark, names: new Set() } : { mark })
    return { at: at + 1, expect: mark === '{' ? 'first-key' : 'first-value' }
  }
  const after = stringEnd(text, at) ?? end(NUMBER, text, at) ?? end(WORD, text, at)
  return after === undefined ? undefined : { at: after, expect: 'after' }
}

/** Whether the object has no such name yet; escapes may spell one name in several ways. */
function isNew(quoted: string, inside: Open | undefined): boolean {
  if (inside?.mark !== '{') return true
  const name = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1)
  const { size } = inside.names
  return inside.names.add(name).size > size
}

function closes(mark: string | undefined, inside: '[' | '{' | undefined): boolean {
  return (mark === '}' && inside === '{') || (mark === ']' && inside === '[')
}

function close(at: number, open: Open[]): { at: number; expect: Expect } {
  open.pop()
  return { at: at + 1, expect: 'after' }
}

function wanted(expect: Expect, open: Open[]): string {
  switch (expect) {
    case 'value':
      return tell('json.value', 'a value')
    case 'first-value':
      return tell('json.value_or', "a value or ']'")
    case 'key':
      return tell('json.name', 'a name in double quotes')
    case 'first-key':
      return tell('json.name_or', "a name in double quotes or '}'")
    case 'colon':
      return "':'"
    case 'after':
      return open.at(-1)?.mark === '{'
        ? tell('json.comma_or_brace', "',' or '}'")
        : tell('json.comma_or_bracket', "',' or ']'")
    default:
      return assertNever(expect)
  }
}

function syntaxProblem(text: string, at: number, expected: string): Wrong {
  const found = foundAt(text, at)
  const problem = told('json.syntax', 'This is not JSON: expected {{expected}}, but {{found}}.', {
    expected,
    found,
  })
  return { kind: 'wrong', at, problem }
}

function foundAt(text: string, at: number): string {
  if (at >= text.length) return tell('json.file_ends', 'the file ends')
  if (text[at] === '"' && stringEnd(text, at) === undefined) {
    return tell(
      'json.open_text',
      'found a text without its closing quote, or with a line break or a wrong escape in it',
    )
  }
  return tell('json.found', 'found {{text}}', {
    text: JSON.stringify(text.slice(at, at + 12).split('\n')[0]),
  })
}

function end(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

/** Behind the closing quote of a string; a loop, since a pattern would remember every character of a long one. */
function stringEnd(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined
  for (let at: number | undefined = start + 1; at !== undefined && at < text.length;) {
    const code = text.charCodeAt(at)
    if (code === 34) return at + 1
    if (code < 32) return undefined
    at = code === 92 ? end(ESCAPE, text, at) : at + 1
  }
  return undefined
}
