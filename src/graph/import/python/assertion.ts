/** Whether what a `forward` asserts holds for the shapes that its inputs have; nothing is made of it. */
import { assertNever } from '../../basics/assert-never'
import { binaryPlain, unaryPlain } from './arithmetic'
import { truthOf } from './decisions'
import { resolved, sizesOf } from './sizes'
import type { Expression } from './syntax'
import { isKind, list } from './values'
import type { ListValue, Scope, TensorValue, Value } from './values'

/** undefined where it says something that only running the net would tell. */
export function assertedOf(test: Expression, scope: Scope): boolean | undefined {
  const value = valueOf(test, scope)
  return value === undefined ? undefined : truthOf(value)
}

/** Numbers, texts, truths, and sizes of tensors; undefined for everything else. */
function valueOf(expression: Expression, scope: Scope): Value | undefined {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'name': {
      const value = scope.find(expression.name)
      return value === undefined ? undefined : resolved(value)
    }
    case 'member': {
      const object = valueOf(expression.object, scope)
      if (isKind(object, 'tensor') && expression.name === 'shape') return shapeOf(object)
      return isKind(object, 'instance') ? object.attributes.get(expression.name) : undefined
    }
    case 'subscript': {
      const [index] = expression.index
      const object = valueOf(expression.object, scope)
      const place = index === undefined ? undefined : valueOf(index, scope)
      return isKind(object, 'list') && typeof place === 'number' ? object.items.at(place) : undefined
    }
    case 'call':
      return sizeAsked(expression, scope)
    case 'unary': {
      const operand = valueOf(expression.operand, scope)
      return isPlain(operand) ? unaryPlain(expression.operator, operand) : undefined
    }
    case 'binary':
      return combined(expression, scope)
    case 'comprehension':
    case 'conditional':
    case 'dict':
    case 'format':
    case 'lambda':
    case 'list':
    case 'named':
    case 'other':
    case 'slice':
    case 'star':
      return undefined
    default:
      return assertNever(expression)
  }
}

function combined(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  scope: Scope,
): Value | undefined {
  const [a, b] = [valueOf(left, scope), valueOf(right, scope)]
  if (!isPlain(a) || !isPlain(b)) return undefined
  if (operator === 'and') return truthOf(a) === true ? b : a
  if (operator === 'or') return truthOf(a) === true ? a : b
  return binaryPlain(operator, a, b)
}

/** `x.size(1)`, `x.size()`, `x.dim()` */
function sizeAsked({ callee, args }: Extract<Expression, { kind: 'call' }>, scope: Scope): Value | undefined {
  const tensor = callee.kind === 'member' ? valueOf(callee.object, scope) : undefined
  if (callee.kind !== 'member' || !isKind(tensor, 'tensor')) return undefined
  const sizes = shapeOf(tensor)
  if (callee.name === 'dim') return sizes?.items.length
  if (callee.name !== 'size') return undefined
  const [given] = args
  if (given === undefined) return sizes
  const axis = valueOf(given.value, scope)
  return typeof axis === 'number' ? sizes?.items.at(axis) : undefined
}

function shapeOf(tensor: TensorValue): ListValue | undefined {
  const sizes = sizesOf(tensor, 0)
  return sizes === undefined ? undefined : list(sizes, true)
}

function isPlain(value: Value | undefined): value is Value {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value)
}
