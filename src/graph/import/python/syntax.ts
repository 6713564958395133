import { told } from '../../../words/tell'
import type { Told } from '../../../words/tell'
import { ToldError } from '../../../words/told-error'

/** The part of Python that describes nets, as a tree of its own; every piece knows its line. */

export type Expression = { line: number } & (
  | { kind: 'name'; name: string }
  /** `float`: a number with a point or an exponent, which makes tensors of floats. */
  | { kind: 'constant'; value: number | string | boolean | null; float?: boolean }
  | { kind: 'format'; parts: readonly (string | Expression)[] }
  | { kind: 'list'; items: readonly Expression[]; tuple: boolean }
  /** A key that is null stands before what is spread: `**others`. */
  | { kind: 'dict'; entries: readonly (readonly [key: Expression | null, value: Expression])[] }
  | { kind: 'call'; callee: Expression; args: readonly Argument[] }
  | { kind: 'member'; object: Expression; name: string }
  | { kind: 'subscript'; object: Expression; index: readonly Expression[]; tuple: boolean }
  | { kind: 'slice'; start?: Expression; stop?: Expression; step?: Expression }
  | { kind: 'unary'; operator: string; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'conditional'; test: Expression; yes: Expression; no: Expression }
  | {
      kind: 'comprehension'
      /** Of a dictionary, a value has a key. */
      key?: Expression
      element: Expression
      /** From the outermost to the innermost. */
      loops: readonly ComprehensionLoop[]
    }
  /** `name := value` */
  | { kind: 'named'; name: string; value: Expression }
  | { kind: 'lambda'; parameters: readonly Parameter[]; body: Expression }
  | { kind: 'star'; value: Expression }
  /** Python that no net needs; it is told only where it is run. */
  | { kind: 'other'; text: string }
)

export interface ComprehensionLoop {
  target: Expression
  iterable: Expression
  conditions: readonly Expression[]
}

export interface Argument {
  value: Expression
  /** For `name=value`. */
  name?: string
  /** `*` or `**` in front. */
  star?: '*' | '**'
}

export interface Parameter {
  name: string
  default?: Expression
  star?: '*' | '**'
}

export type Statement = { line: number } &
  /** `annotated`: with a type, as the fields of a dataclass are. */
  (
    | { kind: 'assign'; targets: readonly Expression[]; value: Expression; annotated?: boolean }
    /** `name: type` */
    | { kind: 'declare'; name: string }
    | { kind: 'update'; target: Expression; operator: string; value: Expression }
    | { kind: 'expression'; value: Expression }
    | { kind: 'return'; value: Expression | null }
    | {
        kind: 'if'
        branches: readonly { test: Expression; body: readonly Statement[] }[]
        otherwise: readonly Statement[]
      }
    | {
        kind: 'for'
        target: Expression
        iterable: Expression
        body: readonly Statement[]
        otherwise?: readonly Statement[]
      }
    | { kind: 'while'; test: Expression; body: readonly Statement[]; otherwise: readonly Statement[] }
    | { kind: 'with'; contexts: readonly WithContext[]; body: readonly Statement[] }
    /** `otherwise`: what follows where nothing was raised, `else` and `finally`. */
    | {
        kind: 'try'
        body: readonly Statement[]
        handler: readonly Statement[]
        otherwise: readonly Statement[]
      }
    | { kind: 'break' }
    | { kind: 'continue' }
    | {
        kind: 'function'
        name: string
        parameters: readonly Parameter[]
        body: readonly Statement[]
        /** As it stands in the file. */
        source: string
        decorators?: readonly Expression[]
      }
    | {
        kind: 'class'
        name: string
        bases: readonly Expression[]
        body: readonly Statement[]
        /** As it stands in the file. */
        source: string
        decorators?: readonly Expression[]
      }
    /** A path ends with `*` where everything is taken; dots in front of it lead out of folders. */
    | { kind: 'import'; names: readonly { local: string; path: string }[] }
    | { kind: 'pass' }
    | { kind: 'delete'; targets: readonly Expression[] }
    | { kind: 'assert'; test: Expression }
    | { kind: 'raise' }
    | { kind: 'other'; text: string }
  )

export interface WithContext {
  context: Expression
  target?: Expression
}

/** What could not be read, and where. */
export class Unreadable extends ToldError {
  override name = 'Unreadable'

  constructor(
    said: Told,
    readonly line: number,
  ) {
    super(said)
  }
}

/** There is no net in the text, or too much of it: reading ends. */
export class NoNet extends ToldError {
  override name = 'NoNet'
}

/** A function is called without an argument that it needs. */
export class MissingArgument extends Unreadable {
  constructor(
    said: Told,
    line: number,
    readonly parameter: string,
  ) {
    super(said, line)
  }
}

/** Said where reading has used up the stack of calls. */
export function tooDeep(): Told {
  return told('import.nested_too_deep', 'The text is nested too deep to be read.')
}
