/** The tree of an expression: what the engine evaluates on tensors and the export to PyTorch writes as Python. */
import { assertNever } from '../basics/assert-never'

/** Functions of one value that act on every element. */
export const ELEMENTWISE = [
  'abs',
  'sign',
  'exp',
  'log',
  'sqrt',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'relu',
  'floor',
  'isnan',
  'zeros_like',
  'ones_like',
] as const
/** Functions of one value that make one number of the whole tensor. */
export const REDUCTIONS = ['mean', 'sum', 'std', 'max', 'min', 'norm'] as const
export const FUNCTIONS = [...ELEMENTWISE, ...REDUCTIONS, 'clamp', 'where', 'minimum', 'maximum'] as const
export type FunctionName = (typeof FUNCTIONS)[number]

/** What each function takes, in the words of a message; their number is its arity. */
export const PARAMETERS: Readonly<Record<FunctionName, readonly string[]>> = {
  ...(Object.fromEntries([...ELEMENTWISE, ...REDUCTIONS].map((name) => [name, ['x']])) as Record<
    (typeof ELEMENTWISE)[number] | (typeof REDUCTIONS)[number],
    string[]
  >),
  clamp: ['x', 'lo', 'hi'],
  where: ['c', 'a', 'b'],
  minimum: ['a', 'b'],
  maximum: ['a', 'b'],
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '**'
export type ComparisonOperator = '<' | '<=' | '>' | '>=' | '==' | '!='

/** `step` is the number of the training step; `pi` and numbers are plain numbers, everything else may be a tensor. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'name'; name: 'x' | 'step' | 'pi' }
  | { kind: 'negative'; operand: Expression }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; left: Expression; right: Expression }
  /** `a < b <= c`: operands one more than operators; true where every pair is. */
  | { kind: 'comparison'; operators: ComparisonOperator[]; operands: Expression[] }
  | { kind: 'logic'; operator: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'not'; operand: Expression }
  | { kind: 'call'; name: FunctionName; args: Expression[] }

/** Whether a name occurs in it. */
export function mentions(expression: Expression, name: 'x' | 'step'): boolean {
  switch (expression.kind) {
    case 'number':
      return false
    case 'name':
      return expression.name === name
    case 'negative':
    case 'not':
      return mentions(expression.operand, name)
    case 'arithmetic':
    case 'logic':
      return mentions(expression.left, name) || mentions(expression.right, name)
    case 'comparison':
      return expression.operands.some((operand) => mentions(operand, name))
    case 'call':
      return expression.args.some((arg) => mentions(arg, name))
    default:
      return assertNever(expression)
  }
}
