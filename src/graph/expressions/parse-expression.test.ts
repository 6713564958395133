import { describe, expect, it } from 'vitest'
import { assertNever } from '../basics/assert-never'
import type { Expression } from './expression'
import { FUNCTIONS, PARAMETERS, mentions } from './expression'
import { arithmetic, compares } from './numbers'
import { expressionRemedy, parseExpression } from './parse-expression'

/** With every bracket that precedence stands for. */
function bracketed(tree: Expression): string {
  switch (tree.kind) {
    case 'number':
      return String(tree.value)
    case 'name':
      return tree.name
    case 'negative':
      return `(-${bracketed(tree.operand)})`
    case 'not':
      return `(not ${bracketed(tree.operand)})`
    case 'arithmetic':
    case 'logic':
      return `(${bracketed(tree.left)} ${tree.operator} ${bracketed(tree.right)})`
    case 'comparison':
      return `(${tree.operands.map((each, i) => bracketed(each) + (i < tree.operators.length ? ` ${tree.operators[i]} ` : '')).join('')})`
    case 'call':
      return `${tree.name}(${tree.args.map(bracketed).join(', ')})`
    default:
      return assertNever(tree)
  }
}

function read(text: string): string {
  const { expression, problem } = parseExpression(text)
  return expression === undefined ? `${problem.column}: ${problem.code}` : bracketed(expression)
}

/** The value of an expression of plain numbers. */
function valueOf(tree: Expression): number {
  if (tree.kind === 'number') return tree.value
  if (tree.kind === 'negative') return -valueOf(tree.operand)
  if (tree.kind === 'arithmetic') return arithmetic(tree.operator, valueOf(tree.left), valueOf(tree.right))
  throw new Error(tree.kind)
}

describe('an expression', () => {
  it.each([
    ['x', 'x'],
    ['-x ** 2', '(-(x ** 2))'],
    ['-2**2', '(-(2 ** 2))'],
    ['2 ** 3 ** 2', '(2 ** (3 ** 2))'],
    ['2 ** -x ** 2', '(2 ** (-(x ** 2)))'],
    ['--x', '(-(-x))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['x * 2 % 3 / 4', '(((x * 2) % 3) / 4)'],
    ['x + step * pi', '(x + (step * pi))'],
    ['(x + 1) * .5e-1', '((x + 1) * 0.05)'],
    ['0 < x <= 1', '(0 < x <= 1)'],
    ['not x > 1 and x == 2 or x != 3', '(((not (x > 1)) and (x == 2)) or (x != 3))'],
    ['not not x', '(not (not x))'],
    ['x < 1 + 2', '(x < (1 + 2))'],
    ['where(x > 0, x, 0.1 * x)', 'where((x > 0), x, (0.1 * x))'],
    ['clamp(x, -norm(x), 3.)', 'clamp(x, (-norm(x)), 3)'],
    ['\tx  ', 'x'],
  ])('%s is %s', (text, tree) => expect(read(text)).toBe(tree))

  it('has the values that Python gives', () => {
    const values = ['-2**2', '2**3**2', '7 % 3', '-7 % 3', '7 % -3', '-6 % 3', '2**-1', '(-2)**2', '5.5 % 2', '1e3 / 4'].map(
      (text) => valueOf(parseExpression(text).expression!),
    ) // prettier-ignore
    expect(values).toEqual([-4, 512, 1, 2, -2, -0, 0.5, 4, 1.5, 250])
    expect([compares('<', 1, 2), compares('>=', 1, 2), compares('!=', 1, NaN)]).toEqual([true, false, true])
  })

  it.each([
    ['', '1: expression.empty'],
    ['  ', '3: expression.empty'],
    ['x +', '4: expression.ends'],
    ['x + )', '5: expression.unexpected'],
    ['x x', '3: expression.unexpected'],
    ['+x', '1: expression.unexpected'],
    ['x if x > 0 else 0', '3: expression.unexpected'],
    ['and x', '1: expression.unexpected'],
    ['(x', '3: expression.expected'],
    ['gradient', '1: expression.unknown_name'],
    ['y', '1: expression.near_name'],
    ['2 * steps', '5: expression.near_name'],
    ['__import__("os")', '12: expression.character'],
    ['x.data', '2: expression.character'],
    ['x[0]', '2: expression.character'],
    ['lambda: x', '7: expression.character'],
    ['x = 1', '3: expression.character'],
    ['x // 2', '4: expression.unexpected'],
    ['x\n+ 1', '2: expression.character'],
    ['exec(x)', '1: expression.near_function'],
    ['open(x)', '1: expression.unknown_function'],
    ['x(1)', '1: expression.near_function'],
    ['norm', '1: expression.no_call'],
    ['norm()', '1: expression.arguments'],
    ['max(x, 1)', '1: expression.arguments'],
    ['1 + clamp(x, 1)', '5: expression.arguments'],
    ['2x', '1: expression.number'],
    ['1_000', '1: expression.number'],
    ['0x10', '1: expression.number'],
    ['01', '1: expression.number'],
    ['1.2.3', '1: expression.number'],
    ['1e999', '1: expression.number'],
    ['x + 1 / 0', '7: expression.no_number'],
    ['1 % (2 - 2)', '3: expression.no_number'],
    ['(-8) ** 0.5', '6: expression.no_number'],
    ['('.repeat(60) + 'x' + ')'.repeat(60), '52: expression.too_deep'],
    ['-'.repeat(500) + 'x', '52: expression.too_deep'],
    ['x'.padEnd(3000), '2001: expression.too_long'],
  ])('%s is refused with its place', (text, problem) => expect(read(text)).toBe(problem))

  it('may call every function, with as many arguments as it has', () => {
    for (const name of FUNCTIONS) {
      const args = PARAMETERS[name].map(() => 'x')
      expect(read(`${name}(${args.join(', ')})`)).toBe(`${name}(${args.join(', ')})`)
      expect(read(`${name}(${[...args, 'x'].join(', ')})`)).toBe('1: expression.arguments')
    }
    expect(expressionRemedy()).toContain('zeros_like, ones_like')
  })

  it('tells whether it looks at the step', () => {
    const looks = (text: string): boolean => mentions(parseExpression(text).expression!, 'step')
    expect([
      'x',
      'x * step',
      'where(not step > 3, x, -x)',
      'x < 1 <= step',
      'x > 0 and step',
      'norm(x)',
    ].map(looks)).toEqual([false, true, true, true, true, false]) // prettier-ignore
  })
})
