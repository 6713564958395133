import { describe, expect, it } from 'vitest'
import { parseExpression } from './parse-expression'
import { pythonText } from './python-text'

function python(text: string): string {
  const { expression, problem } = parseExpression(text)
  if (expression === undefined) throw new Error(problem.message)
  return pythonText(expression)
}

describe('an expression as Python', () => {
  it.each([
    ['x', 'x'],
    ['((x))+(1)', 'x + 1'],
    ['x - (1 - 2)', 'x - (1 - 2)'],
    ['(x + 1) * 2 / (3 * x)', '(x + 1) * 2 / (3 * x)'],
    ['(-x) ** 2 + -x ** 2', '(-x) ** 2 + -x ** 2'],
    ['(2 ** x) ** 3 ** -x', '(2 ** x) ** 3 ** -x'],
    ['x ** 2 ** 2', 'x ** 2 ** 2'],
    ['2 * pi * step', '2 * math.pi * step'],
    ['sqrt(2) * x', 'torch.sqrt(as_float(2)) * x'],
    ['x > 0', 'x > 0'],
    ['(x > 0) + (x < 0)', 'as_float(x > 0) + as_float(x < 0)'],
    ['-(x > 0)', '-as_float(x > 0)'],
    ['1 < 2', '1 < 2'],
    ['-1 < x <= step', 'torch.logical_and(-1 < x, x <= step)'],
    ['not x > 1 and x or 0', 'torch.logical_or(torch.logical_and(torch.logical_not(x > 1), x), as_float(0))'],
    ['where(x > 0, x, 0.1 * x)', 'torch.where(x > 0, x, 0.1 * x)'],
    ['where(x, 1, 0)', 'torch.where(x.bool(), as_float(1), as_float(0))'],
    ['where(1 < 2, x, -x)', 'torch.where(as_float(1 < 2).bool(), x, -x)'],
    ['clamp(x, -1, 2 * pi)', 'torch.clamp(x, -1, 2 * math.pi)'],
    ['clamp(x, -norm(x), 1)', 'torch.minimum(torch.maximum(x, -torch.linalg.vector_norm(x)), as_float(1))'],
    ['isnan(x) * x', 'as_float(torch.isnan(x)) * x'],
    ['max(x > 0)', 'torch.max(as_float(x > 0))'],
    ['1e-5 * x', '1e-5 * x'],
  ])('%s', (text, source) => expect(python(text)).toBe(source))
})
