/** An expression as Python that computes on PyTorch's tensors. */
import { assertNever } from '../basics/assert-never'
import { literal } from '../pytorch/python'
import type { Expression, FunctionName } from './expression'

/** How strongly each form binds, weakest first, so that only the brackets that are needed are written. */
const BINDING = { comparison: 1, sum: 2, product: 3, negative: 4, power: 5, atom: 6 } as const
type Strength = (typeof BINDING)[keyof typeof BINDING]

interface Text {
  text: string
  strength: Strength
  /** A number of Python's, a tensor of numbers, or one of truth values; `true` is Python's own truth value. */
  makes: 'number' | 'tensor' | 'truths' | 'true'
}

/**
 * The source of an expression in `x` and `step`, which is a tensor too. Truth values count as 0 and 1, as in Python; the exported
 * file's `as_float(…)` makes a tensor of numbers of them, and of plain numbers where a function wants one.
 */
export function pythonText(expression: Expression): string {
  return write(expression).text
}

function write(tree: Expression): Text {
  switch (tree.kind) {
    case 'number':
      return { text: literal(tree.value), strength: BINDING.atom, makes: 'number' }
    case 'name':
      if (tree.name === 'pi') return { text: 'math.pi', strength: BINDING.atom, makes: 'number' }
      return { text: tree.name, strength: BINDING.atom, makes: 'tensor' }
    case 'negative': {
      const operand = numeric(tree.operand)
      const text = `-${bracketed(operand, BINDING.negative)}`
      return { text, strength: BINDING.negative, makes: operand.makes }
    }
    case 'arithmetic':
      return arithmetic(tree)
    case 'comparison':
      return comparison(tree)
    case 'logic':
      return torch(`logical_${tree.operator}`, [truths(tree.left), truths(tree.right)], 'truths')
    case 'not':
      return torch('logical_not', [truths(tree.operand)], 'truths')
    case 'call':
      return functionText(tree.name, tree.args)
    default:
      return assertNever(tree)
  }
}

function bracketed({ text, strength }: Text, least: Strength): string {
  return strength < least ? `(${text})` : text
}

function torch(name: string, args: readonly string[], makes: Text['makes'] = 'tensor'): Text {
  return { text: `torch.${name}(${args.join(', ')})`, strength: BINDING.atom, makes }
}

function asFloat({ text }: Text): Text {
  return { text: `as_float(${text})`, strength: BINDING.atom, makes: 'tensor' }
}

/** Something to reckon with: a number, or a tensor of them. */
function numeric(tree: Expression): Text {
  const text = write(tree)
  return text.makes === 'truths' || text.makes === 'true' ? asFloat(text) : text
}

/** A tensor of numbers. */
function tensor(tree: Expression): string {
  const text = write(tree)
  return (text.makes === 'tensor' ? text : asFloat(text)).text
}

/** A tensor that logic takes: of truth values or numbers. */
function truths(tree: Expression): string {
  const text = write(tree)
  return (text.makes === 'tensor' || text.makes === 'truths' ? text : asFloat(text)).text
}

function arithmetic({ operator, left, right }: Extract<Expression, { kind: 'arithmetic' }>): Text {
  const [a, b] = [numeric(left), numeric(right)]
  const makes = a.makes === 'number' && b.makes === 'number' ? 'number' : 'tensor'
  if (operator === '**') {
    const text = `${bracketed(a, BINDING.atom)} ** ${bracketed(b, BINDING.negative)}`
    return { text, strength: BINDING.power, makes }
  }
  const sum = operator === '+' || operator === '-'
  const [strength, tighter] = sum ? [BINDING.sum, BINDING.product] : [BINDING.product, BINDING.negative]
  return { text: `${bracketed(a, strength)} ${operator} ${bracketed(b, tighter)}`, strength, makes }
}

function comparison({ operators, operands }: Extract<Expression, { kind: 'comparison' }>): Text {
  const texts = operands.map(numeric)
  const pairs = operators.map((operator, i): Text => {
    const [left, right] = [texts[i]!, texts[i + 1]!]
    return {
      text: `${bracketed(left, BINDING.sum)} ${operator} ${bracketed(right, BINDING.sum)}`,
      strength: BINDING.comparison,
      makes: left.makes === 'number' && right.makes === 'number' ? 'true' : 'truths',
    }
  })
  return pairs.reduce((left, right) => {
    const args = [left, right].map((each) => (each.makes === 'true' ? asFloat(each) : each).text)
    return torch('logical_and', args, 'truths')
  })
}

function functionText(name: FunctionName, args: readonly Expression[]): Text {
  const tensors = args.map(tensor)
  if (name === 'norm') return torch('linalg.vector_norm', tensors)
  if (name === 'isnan') return torch(name, tensors, 'truths')
  if (name === 'where') {
    const [condition] = args.map(write)
    const { text = '', makes } = condition ?? {}
    const chosen = makes === 'truths' ? text : `${tensors[0]}.bool()`
    return torch(name, [chosen, ...tensors.slice(1)])
  }
  if (name === 'clamp') {
    const bounds = args.slice(1).map(write)
    if (bounds.every(({ makes }) => makes === 'number'))
      return torch(name, [tensors[0] ?? '', ...bounds.map(({ text }) => text)])
    const [x = '', lo = '', hi = ''] = tensors
    return torch('minimum', [torch('maximum', [x, lo]).text, hi])
  }
  return torch(name, tensors)
}
