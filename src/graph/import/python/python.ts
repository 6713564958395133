/** What the parts of the interpreter need of it. */
import type { Told } from '../../../words/tell'
import type { ImportNote } from '../result/imported'
import type { Arguments } from './arguments'
import type { Library } from './library'
import type { Made } from './made'
import type { Expression, Statement } from './syntax'
import type { FunctionValue, Scope, Value } from './values'

export interface Python {
  readonly lib: Library
  /** What the text has made so far. */
  readonly made: Made
  /** What a name of a library stands for. */
  readonly importer: { library(path: string): Value }
  evaluate(expression: Expression, scope: Scope): Value
  run(statements: readonly Statement[], scope: Scope): unknown
  /** The statements of a file, outside of functions. */
  runFile(statements: readonly Statement[], scope?: Scope): void
  /** Whether a condition holds; where only running would tell, it is told that it is taken as false. */
  decide(value: Value, line: number): boolean
  callFunction(callee: FunctionValue, args: Arguments): Value
  /** What could not be read, with the place where. */
  unknown(why: Told, line: number): Value
  tellOf(note: ImportNote): void
  /** The notes that come while something is done. */
  collect<T>(run: () => T): { value: T; notes: ImportNote[] }
  /** Runs a part in which notes are told or not. */
  loudly<T>(loud: boolean, run: () => T): T
}
