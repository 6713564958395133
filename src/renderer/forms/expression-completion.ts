/** What can stand where the caret is in an expression, and what the text is after a choice. */
import { FUNCTIONS, PARAMETERS } from '../../graph/expressions/expression'
import type { FunctionName } from '../../graph/expressions/expression'

export interface Completion {
  name: string
  /** How a function is called: `clamp(x, lo, hi)`; the name itself for what is none. */
  shown: string
  call: boolean
}

const NAMES: readonly Completion[] = ['x', 'step', 'pi', 'and', 'or', 'not'].map((name) => ({
  name,
  shown: name,
  call: false,
}))
const CALLS: readonly Completion[] = FUNCTIONS.map((name: FunctionName) => ({
  name,
  shown: `${name}(${PARAMETERS[name].join(', ')})`,
  call: true,
}))
const ALL: readonly Completion[] = [...NAMES, ...CALLS]

/** The word that ends at the caret; empty where there is none, as behind a number or an operator. */
export function wordBefore(text: string, caret: number): string {
  return /(?<![\w.])[A-Za-z_]\w*$/.exec(text.slice(0, caret))?.[0] ?? ''
}

/** Every name and function that begins like the word at the caret (all of them with `all`, where no word is); none where the word is whole. */
export function completionsAt(text: string, caret: number, all = false): readonly Completion[] {
  const word = wordBefore(text, caret)
  if (word === '') return all ? ALL : []
  const found = ALL.filter(({ name }) => name.startsWith(word.toLowerCase()))
  const [only, ...others] = found
  return only !== undefined && others.length === 0 && only.name === word && !all ? [] : found
}

/** The text with the word at the caret made the one that was chosen; a function gets its brackets, with the caret between them. */
export function completed(
  text: string,
  caret: number,
  { name, call }: Completion,
): { text: string; caret: number } {
  const start = caret - wordBefore(text, caret).length
  const rest = text.slice(caret).replace(/^\w+/, '')
  const opens = call && !rest.trimStart().startsWith('(')
  const inserted = opens ? `${name}()` : name
  return {
    text: text.slice(0, start) + inserted + rest,
    caret: start + inserted.length - (opens ? 1 : 0) + (call && !opens ? 1 : 0),
  }
}
