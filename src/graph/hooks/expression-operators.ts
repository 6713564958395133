/** An expression as ONNX operators. */
import type { Expression, FunctionName } from '../expressions/expression'
import { assertNever } from '../basics/assert-never'
import { plainValue } from '../expressions/numbers'
import { ELEMENT_TYPES } from '../onnx/element-types'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'

type Node = OnnxNode<unknown>

/** What an expression makes of a value: a tensor with its shape. */
export function expressionValue(node: Node, x: Value, tree: Expression): Value {
  const result = new ExpressionWriter(node, x).number(tree)
  // One number is spread over the value.
  return node.op('Expand', [result, node.op('Shape', [x])])
}

const ARITHMETIC = { '+': 'Add', '-': 'Sub', '*': 'Mul', '/': 'Div', '**': 'Pow' } as const
const COMPARISON = {
  '<': 'Less',
  '<=': 'LessOrEqual',
  '>': 'Greater',
  '>=': 'GreaterOrEqual',
  '==': 'Equal',
} as const

const UNARY: Partial<Record<FunctionName, string>> = {
  abs: 'Abs',
  sign: 'Sign',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  sin: 'Sin',
  cos: 'Cos',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  relu: 'Relu',
  floor: 'Floor',
}
const REDUCTIONS: Partial<Record<FunctionName, string>> = {
  mean: 'ReduceMean',
  sum: 'ReduceSum',
  max: 'ReduceMax',
  min: 'ReduceMin',
  norm: 'ReduceL2',
}

/** Truth values are numbers 0 and 1 wherever something reckons with them. */
class ExpressionWriter {
  constructor(
    private readonly node: Node,
    private readonly x: Value,
  ) {}

  number(tree: Expression): Value {
    const { node } = this
    switch (tree.kind) {
      case 'number':
        return node.number(tree.value, 'number')
      case 'name':
        return tree.name === 'pi' ? node.number(Math.PI, 'pi') : this.x
      case 'negative':
        return node.op('Neg', [this.number(tree.operand)])
      case 'arithmetic':
        return this.arithmetic(tree)
      case 'comparison':
      case 'logic':
      case 'not':
        return this.float(this.truths(tree))
      case 'call':
        if (tree.name === 'isnan') return this.float(this.truths(tree))
        return this.call(tree.name, tree.args)
      default:
        return assertNever(tree)
    }
  }

  private truths(tree: Expression): Value {
    const { node } = this
    if (tree.kind === 'comparison') {
      const values = tree.operands.map((operand) => this.number(operand))
      const pairs = tree.operators.map((operator, i) => {
        const pair = [values[i]!, values[i + 1]!]
        if (operator === '!=') return node.op('Not', [node.op('Equal', pair)])
        return node.op(COMPARISON[operator], pair)
      })
      return pairs.reduce((left, right) => node.op('And', [left, right]))
    }
    if (tree.kind === 'logic')
      return node.op(tree.operator === 'and' ? 'And' : 'Or', [
        this.truths(tree.left),
        this.truths(tree.right),
      ])
    if (tree.kind === 'not') return node.op('Not', [this.truths(tree.operand)])
    if (tree.kind === 'call' && tree.name === 'isnan') return node.op('IsNaN', [this.number(tree.args[0]!)])
    return node.op('Not', [node.op('Equal', [this.number(tree), node.number(0, 'zero')])])
  }

  /** What is made of plain numbers alone is reckoned here, with all their digits. */
  private arithmetic(tree: Extract<Expression, { kind: 'arithmetic' }>): Value {
    const { node } = this
    const plain = plainValue(tree)
    if (plain !== undefined) return node.number(plain, 'number')
    const pair = [this.number(tree.left), this.number(tree.right)]
    // Its sign is the divisor's, which Mod has for whole numbers alone.
    if (tree.operator === '%') {
      const whole = node.op('Floor', [node.op('Div', pair)])
      return node.op('Sub', [pair[0], node.op('Mul', [whole, pair[1]])])
    }
    return node.op(ARITHMETIC[tree.operator], pair)
  }

  private call(name: FunctionName, args: readonly Expression[]): Value {
    const { node } = this
    const unary = UNARY[name]
    const reduction = REDUCTIONS[name]
    if (name === 'where')
      return node.op('Where', [this.truths(args[0]!), this.number(args[1]!), this.number(args[2]!)])
    const values = args.map((arg) => this.number(arg))
    if (unary !== undefined) return node.op(unary, values)
    if (reduction !== undefined) return node.op(reduction, values, { keepdims: 0 })
    const [first, second, third] = values as [Value, Value, Value]
    if (name === 'std') return this.deviation(first)
    if (name === 'clamp') return node.op('Min', [node.op('Max', [first, second]), third])
    if (name === 'minimum' || name === 'maximum')
      return node.op(name === 'minimum' ? 'Min' : 'Max', [first, second])
    return this.filled(first, name === 'ones_like' ? 1 : 0)
  }

  private float(value: Value): Value {
    return this.node.op('Cast', [value], { to: ELEMENT_TYPES.float32 })
  }

  /** √(Σ(x − mean)² / (n − 1)) */
  private deviation(x: Value): Value {
    const { node } = this
    const centred = node.op('Sub', [x, node.op('ReduceMean', [x], { keepdims: 0 })])
    const count = this.float(node.op('Size', [x]))
    const total = node.op('ReduceSumSquare', [centred], { keepdims: 0 })
    return node.op('Sqrt', [node.op('Div', [total, node.op('Sub', [count, node.number(1, 'one')])])])
  }

  private filled(like: Value, value: number): Value {
    return this.node.op('Expand', [this.node.number(value, 'value'), this.node.op('Shape', [like])])
  }
}
