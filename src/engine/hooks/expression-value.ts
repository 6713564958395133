/** What an expression gives for a tensor, by operations that are recorded like any other. */
import type { Expression, FunctionName } from '../../graph/expressions/expression'
import { arithmetic, compares } from '../../graph/expressions/numbers'
import { assertNever } from '../../graph/basics/assert-never'
import { onesLike, zerosLike } from '../core/create'
import { sameShape } from '../core/shape'
import { fromValues, Tensor } from '../core/tensor'
import * as ops from '../ops'

/** A plain number of the text, a truth value of two such, or a tensor of either. */
type Value = number | boolean | Tensor

/** Names of an expression. */
export interface Scene {
  x: Tensor
  /** The number of the training step. */
  step: number
}

/** A tensor of numbers with the shape of x: one number is spread over it. */
export function expressionValue(expression: Expression, scene: Scene): Tensor {
  const result = numbers(new Evaluation(scene).value(expression))
  return sameShape(result.shape, scene.x.shape) ? result : ops.expand(result, scene.x.shape)
}

/** Whether it is true of any element. */
export function holdsAnywhere(expression: Expression, scene: Scene): boolean {
  const result = new Evaluation(scene).value(expression)
  return result instanceof Tensor ? ops.any(result).item() !== 0 : Boolean(result)
}

const COMPARISONS = { '<': ops.lt, '<=': ops.le, '>': ops.gt, '>=': ops.ge, '==': ops.eq, '!=': ops.ne }
const ARITHMETIC = {
  '+': ops.add,
  '-': ops.sub,
  '*': ops.mul,
  '/': ops.div,
  '%': ops.remainder,
  '**': ops.pow,
}

class Evaluation {
  constructor(private readonly scene: Scene) {}

  value(tree: Expression): Value {
    switch (tree.kind) {
      case 'number':
        return tree.value
      case 'name':
        if (tree.name === 'pi') return Math.PI
        return tree.name === 'x' ? this.scene.x : single(this.scene.step)
      case 'negative': {
        const operand = this.reckoned(tree.operand)
        return typeof operand === 'number' ? -operand : ops.neg(operand)
      }
      case 'arithmetic': {
        const [a, b] = [this.reckoned(tree.left), this.reckoned(tree.right)]
        if (typeof a === 'number' && typeof b === 'number') return arithmetic(tree.operator, a, b)
        return ARITHMETIC[tree.operator](a, b)
      }
      case 'comparison': {
        const operands = tree.operands.map((operand) => this.reckoned(operand))
        const pairs = tree.operators.map((operator, i): Value => {
          const [a, b] = [operands[i]!, operands[i + 1]!]
          if (typeof a === 'number' && typeof b === 'number') return compares(operator, a, b)
          return COMPARISONS[operator](a, b)
        })
        return pairs.reduce((a, b) => ops.logicalAnd(truths(a), truths(b)))
      }
      case 'logic': {
        const combine = tree.operator === 'and' ? ops.logicalAnd : ops.logicalOr
        return combine(truths(this.value(tree.left)), truths(this.value(tree.right)))
      }
      case 'not':
        return ops.logicalNot(truths(this.value(tree.operand)))
      case 'call':
        return this.call(tree.name, tree.args)
      default:
        return assertNever(tree)
    }
  }

  /** Something to reckon with: truth values count as 0 and 1. */
  private reckoned(tree: Expression): number | Tensor {
    const value = this.value(tree)
    if (typeof value === 'number') return value
    return numbers(value)
  }

  private call(name: FunctionName, args: readonly Expression[]): Tensor {
    const [a, b, c] = args.map((arg) => this.value(arg)) as [Value, Value, Value]
    if (name === 'where') return ops.where(truths(a), numbers(b), numbers(c))
    if (name === 'minimum') return ops.minimum(numbers(a), numbers(b))
    if (name === 'maximum') return ops.maximum(numbers(a), numbers(b))
    if (name !== 'clamp') return UNARY[name](numbers(a))
    if (typeof b === 'number' && typeof c === 'number') return ops.clamp(numbers(a), b, c)
    return ops.minimum(ops.maximum(numbers(a), numbers(b)), numbers(c))
  }
}

type Unary = Exclude<FunctionName, 'where' | 'clamp' | 'minimum' | 'maximum'>

const UNARY: Readonly<Record<Unary, (x: Tensor) => Tensor>> = {
  abs: ops.abs,
  sign: ops.sign,
  exp: ops.exp,
  log: ops.log,
  sqrt: ops.sqrt,
  sin: ops.sin,
  cos: ops.cos,
  tanh: ops.tanh,
  sigmoid: ops.sigmoid,
  relu: ops.relu,
  floor: ops.floor,
  isnan: ops.isnan,
  zeros_like: zerosLike,
  ones_like: onesLike,
  mean: (x) => ops.mean(x),
  sum: (x) => ops.sum(x),
  std: (x) => ops.std(x),
  max: (x) => ops.amax(x),
  min: (x) => ops.amin(x),
  norm: (x) => ops.norm(x),
}

function single(value: number): Tensor {
  return fromValues(Float32Array.of(value), [], 'float32')
}

/** A tensor of numbers. */
function numbers(value: Value): Tensor {
  return value instanceof Tensor ? ops.cast(value, 'float32') : single(Number(value))
}

/** A tensor that logic takes. */
function truths(value: Value): Tensor {
  return value instanceof Tensor ? value : single(Number(value))
}
