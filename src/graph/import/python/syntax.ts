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
  | { kind: 'dict'; entries: readonly (readonly [key: Expression, value: Expression])[] }
  | { kind: 'call'; callee: Expression; args: readonly Argument[] }
  | { kind: 'member'; object: Expression; name: string }
  | { kind: 'subscript'; object: Expression; index: readonly Expression[]; tuple: boolean }
  | { kind: 'slice'; start?: Expression; stop?: Expression; step?: Expression }
  | { kind: 'unary'; operator: string; operand: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression }
  | { kind: 'conditional'; test: Expression; yes: Expression; no: Expression }
  | {
      kind: 'comprehension'
      element: Expression
      target: Expression
      iterable: Expression
      conditions: readonly Expression[]
    }
  | { kind: 'lambda'; parameters: readonly Parameter[]; body: Expression }
  | { kind: 'star'; value: Expression }
  /** Python that no net needs; it is told only where it is run. */
  | { kind: 'other'; text: string }
)

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

export type Statement = { line: number } & (
  | { kind: 'assign'; targets: readonly Expression[]; value: Expression }
  | { kind: 'update'; target: Expression; operator: string; value: Expression }
  | { kind: 'expression'; value: Expression }
  | { kind: 'return'; value: Expression | null }
  | {
      kind: 'if'
      branches: readonly { test: Expression; body: readonly Statement[] }[]
      otherwise: readonly Statement[]
    }
  | { kind: 'for'; target: Expression; iterable: Expression; body: readonly Statement[] }
  | {
      kind: 'function'
      name: string
      parameters: readonly Parameter[]
      body: readonly Statement[]
      /** As it stands in the file. */
      source: string
    }
  | {
      kind: 'class'
      name: string
      bases: readonly Expression[]
      body: readonly Statement[]
      /** As it stands in the file. */
      source: string
    }
  | { kind: 'import'; names: readonly { local: string; path: string }[] }
  | { kind: 'pass' }
  | { kind: 'assert' }
  | { kind: 'raise' }
  /** `body`: what stands in it, of `while`, `with` and `try`. */
  | { kind: 'other'; text: string; body?: readonly Statement[] }
)

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
export class MissingArgument extends Unreadable {}

/** Said where reading has used up the stack of calls. */
export function tooDeep(): Told {
  return told('import.nested_too_deep', 'The text is nested too deep to be read.')
}
