/** Arithmetic on plain numbers, as Python does it. */
import { assertNever } from '../basics/assert-never'
import type { ArithmeticOperator, ComparisonOperator, Expression } from './expression'

export function arithmetic(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '**':
      return a ** b
    case '%': {
      // The sign is the divisor's.
      const rest = a % b
      return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest
    }
    default:
      return assertNever(operator)
  }
}

export function compares(operator: ComparisonOperator, a: number, b: number): boolean {
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    case '==':
      return a === b
    case '!=':
      return a !== b
    default:
      return assertNever(operator)
  }
}

/** The value of an expression that is made of plain numbers alone; undefined of any other. */
export function plainValue(tree: Expression): number | undefined {
  switch (tree.kind) {
    case 'number':
      return tree.value
    case 'name':
      return tree.name === 'pi' ? Math.PI : undefined
    case 'negative': {
      const value = plainValue(tree.operand)
      return value === undefined ? undefined : -value
    }
    case 'arithmetic': {
      const [a, b] = [plainValue(tree.left), plainValue(tree.right)]
      return a === undefined || b === undefined ? undefined : arithmetic(tree.operator, a, b)
    }
    case 'comparison':
    case 'logic':
    case 'not':
    case 'call':
      return undefined
    default:
      return assertNever(tree)
  }
}
