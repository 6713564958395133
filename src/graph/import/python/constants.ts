/** The numbers of a script, as far as they stand in it. */
import { isNumberOperator, ofNumbers } from './number-operators'
import { everyStatement } from './script'
import type { Expression, Statement } from './syntax'

export type Constant = number | string | boolean | null | readonly Constant[]
export type Constants = ReadonlyMap<string, Constant>

/** What the names of a script stand for wherever they are used: those that get one plain value. */
export function constantsOf(statements: readonly Statement[]): Constants {
  const found = new Map<string, Constant>()
  const changing = new Set<string>()
  for (const statement of everyStatement(statements)) {
    if (statement.kind === 'update' && statement.target.kind === 'name') changing.add(statement.target.name)
    if (statement.kind !== 'assign') continue
    const value = constant(statement.value, found)
    for (const target of statement.targets) {
      if (target.kind !== 'name') continue
      if (value === undefined || found.has(target.name)) changing.add(target.name)
      else found.set(target.name, value)
    }
  }
  for (const name of changing) found.delete(name)
  return found
}

/** The value of an expression of constants; undefined of any other. Truth values count as numbers where something reckons with them. */
export function constant(expression: Expression, names: Constants): Constant | undefined {
  const { kind } = expression
  if (kind === 'constant') return expression.value
  if (kind === 'name') return names.get(expression.name)
  if (kind === 'member' || kind === 'subscript') return names.get(placeOf(expression) ?? '')
  if (kind === 'list') {
    const items = expression.items.map((item) => constant(item, names))
    return items.every((item) => item !== undefined) ? items : undefined
  }
  if (kind === 'unary') return unary(expression.operator, constant(expression.operand, names))
  if (kind !== 'binary') return undefined
  return binary(expression.operator, constant(expression.left, names), constant(expression.right, names))
}

/** `opt.lr` of a member or an item; undefined of any other expression. */
export function placeOf(expression: Expression): string | undefined {
  if (expression.kind === 'member' && expression.object.kind === 'name')
    return `${expression.object.name}.${expression.name}`
  if (expression.kind !== 'subscript' || expression.object.kind !== 'name') return undefined
  const [key] = expression.index
  return key?.kind === 'constant' && typeof key.value === 'string'
    ? `${expression.object.name}.${key.value}`
    : undefined
}

function unary(operator: string, value: Constant | undefined): Constant | undefined {
  if (value === undefined) return undefined
  if (operator === 'not') return !truth(value)
  if (typeof value !== 'number') return undefined
  return operator === '-' ? -value : operator === '+' ? value : undefined
}

/** Of `and` and `or` one side may be enough. */
function binary(
  operator: string,
  left: Constant | undefined,
  right: Constant | undefined,
): Constant | undefined {
  const sides = [left, right].map((side) => (side === undefined ? undefined : truth(side)))
  if (operator === 'or') return sides.includes(true) || (sides.includes(undefined) ? undefined : false)
  if (operator === 'and') return sides.includes(false) ? false : sides.includes(undefined) ? undefined : true
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  return isNumberOperator(operator) ? ofNumbers(operator, left, right) : undefined
}

function truth(value: Constant): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
