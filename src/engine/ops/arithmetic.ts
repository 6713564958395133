import { backend } from '../backend'
import type { BinaryKernel } from '../backend/types'
import { record, type Backward } from '../core/record'
import { fromHandle, Tensor, type DType, type Operand } from '../core/tensor'
import { dtypeOfNumber, noDifference, promoted } from '../../graph/types/promotion'
import { RuntimeError, ValueError } from '../errors'
import { align, sumTo } from './broadcast'
import { cast } from './cast'
import { expectInRange, expectNumberInRange, LARGEST_INT } from '../core/int-range'

/** a + b, broadcast; of two truths, whether either is true. */
export function add(a: Operand, b: Operand): Tensor {
  if (isTruth(a) && isTruth(b)) return logicalOr(a, b)
  return arithmetic('Add', 'AddBackward0', a, b, (x, y) => (grad, needs) => [
    needs[0] ? sumTo(grad, x.shape) : null,
    needs[1] ? sumTo(grad, y.shape) : null,
  ])
}

/** a − b, broadcast. Errors: one of them is bool → PyTorch's sentences. */
export function sub(a: Operand, b: Operand): Tensor {
  if (isTruth(a) || isTruth(b)) throw new RuntimeError(noDifference(isTruth(a) && isTruth(b)))
  return arithmetic('Sub', 'SubBackward0', a, b, (x, y) => (grad, needs) => [
    needs[0] ? sumTo(grad, x.shape) : null,
    needs[1] ? sumTo(raw1('Neg', grad), y.shape) : null,
  ])
}

/** a · b, broadcast; of two truths, whether both are true. */
export function mul(a: Operand, b: Operand): Tensor {
  if (isTruth(a) && isTruth(b)) return logicalAnd(a, b)
  return arithmetic('Mul', 'MulBackward0', a, b, (x, y) => (grad, needs) => [
    needs[0] ? sumTo(raw2('Mul', grad, y), x.shape) : null,
    needs[1] ? sumTo(raw2('Mul', grad, x), y.shape) : null,
  ])
}

/** a / b, broadcast; always a float. */
export function div(a: Operand, b: Operand): Tensor {
  return arithmetic('RealDiv', 'DivBackward0', a, b, (x, y) => (grad, needs) => {
    const scaled = raw2('RealDiv', grad, y)
    return [
      needs[0] ? sumTo(scaled, x.shape) : null,
      needs[1] ? sumTo(raw1('Neg', raw2('Mul', scaled, raw2('RealDiv', x, y))), y.shape) : null,
    ]
  })
}

/** a to the power b, broadcast. */
export function pow(a: Operand, b: Operand): Tensor {
  if (b === 2 && a instanceof Tensor && a.dtype === 'float32') {
    return record('PowBackward0', [a], raw1('Square', a), (grad) => [raw2('Mul', grad, raw2('Mul', a, 2))], [
      a,
    ])
  }
  return arithmetic('Pow', 'PowBackward0', a, b, (x, y) => (grad, needs) => {
    const gradBase = (): Tensor => {
      const slope = raw2('Mul', y, raw2('Pow', x, raw2('Sub', y, 1)))
      // x⁰ is 1 at 0 too.
      const finite =
        typeof b === 'number' && b !== 0 ? slope : backendSelect(raw2('NotEqual', y, 0), slope, 0)
      return raw2('Mul', grad, finite)
    }
    const gradExponent = (): Tensor => {
      const logBase = backendSelect(raw2('Greater', x, 0), raw1('Log', x), 0)
      return raw2('Mul', grad, raw2('Mul', raw2('Pow', x, y), logBase))
    }
    return [needs[0] ? sumTo(gradBase(), x.shape) : null, needs[1] ? sumTo(gradExponent(), y.shape) : null]
  })
}

/** The larger of a and b, broadcast; a tie shares the gradient equally. */
export function maximum(a: Operand, b: Operand): Tensor {
  return extreme('Maximum', 'MaximumBackward0', a, b, 'Greater')
}

/** The smaller of a and b, broadcast; a tie shares the gradient equally. */
export function minimum(a: Operand, b: Operand): Tensor {
  return extreme('Minimum', 'MinimumBackward0', a, b, 'Less')
}

/** a modulo b with the sign of b, as Python's. */
export function remainder(a: Operand, b: Operand): Tensor {
  return arithmetic('FloorMod', 'RemainderBackward0', a, b, (x, y) => (grad, needs) => [
    needs[0] ? sumTo(grad, x.shape) : null,
    needs[1] ? sumTo(raw1('Neg', raw2('Mul', grad, raw1('Floor', raw2('RealDiv', x, y)))), y.shape) : null,
  ])
}

function extreme(kernel: BinaryKernel, name: string, a: Operand, b: Operand, wins: BinaryKernel): Tensor {
  return arithmetic(kernel, name, a, b, (x, y) => (grad, needs) => {
    const half = raw2('Mul', cast(raw2('Equal', x, y), 'float32'), 0.5)
    const share = (p: Tensor, q: Tensor): Tensor =>
      raw2('Mul', grad, raw2('Add', cast(raw2(wins, p, q), 'float32'), half))
    return [needs[0] ? sumTo(share(x, y), x.shape) : null, needs[1] ? sumTo(share(y, x), y.shape) : null]
  })
}

function arithmetic(
  kernel: BinaryKernel,
  name: string,
  a: Operand,
  b: Operand,
  backward: (x: Tensor, y: Tensor) => Backward,
): Tensor {
  const [x, y] = promote(a, b, kernel === 'RealDiv')
  const output = raw2(kernel, x, y)
  if (output.dtype === 'float32') return record(name, [x, y], output, backward(x, y), savedBy(kernel, x, y))
  if (output.dtype !== 'int64') return output
  const exact = EXACT[kernel]
  if (!exact || x.numel() !== 1 || y.numel() !== 1)
    return expectInRange(output, raw2(kernel, real(x), real(y)))
  // A count, mostly: a batch more. Its operands are there, also where the step is captured and its results are not.
  expectNumberInRange(exact(x.item(), y.item()))
  return output
}

function isTruth(x: Operand): x is Tensor {
  return x instanceof Tensor && x.dtype === 'bool'
}

const EXACT: Partial<Record<BinaryKernel, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
}

function real(x: Tensor): Tensor {
  return cast(x, 'float32')
}

function savedBy(kernel: BinaryKernel, x: Tensor, y: Tensor): Tensor[] {
  return kernel === 'Add' || kernel === 'Sub' ? [] : [x, y]
}

/** Both operands in the type of the result: float wins over int64, int64 over bool. */
export function promote(a: Operand, b: Operand, toFloat = false): [Tensor, Tensor] {
  const dtype = toFloat ? 'float32' : resultType(a, b)
  return [asTensor(a, dtype), asTensor(b, dtype)]
}

function resultType(a: Operand, b: Operand): DType {
  return promoted([a, b].map((x) => (typeof x === 'number' ? { dtype: dtypeOfNumber(x) } : x)))
}

function asTensor(x: Operand, dtype: DType): Tensor {
  if (x instanceof Tensor) return x.dtype === dtype ? x : cast(x, dtype)
  if (dtype === 'int64' && Math.abs(x) > LARGEST_INT)
    throw new ValueError(`${x} is beyond ±${LARGEST_INT}: int64 values are held as 32-bit integers here`)
  const handle = backend.scalar(x, dtype === 'float32' ? 'float32' : 'int32')
  handle.refs++
  return fromHandle(handle, [])
}

/** A kernel of two operands with broadcasting, not recorded. Numbers take the type of the other operand. */
export function raw2(kernel: BinaryKernel, x: Tensor, y: Tensor | number): Tensor {
  if (typeof y === 'number') {
    return fromHandle(backend.binary(kernel, x.handle, backend.scalar(y, x.handle.type)), x.shape, x.layout)
  }
  const { a, b, shape, layout } = align(x, y)
  return fromHandle(backend.binary(kernel, a.handle, b.handle), shape, layout)
}

/** A kernel of one operand, not recorded. */
export function raw1(kernel: Parameters<typeof backend.unary>[0], x: Tensor): Tensor {
  return fromHandle(backend.unary(kernel, x.handle), x.shape, x.layout)
}

/** condition ? a : b, not recorded. */
export function backendSelect(condition: Tensor, a: Tensor, b: number): Tensor {
  const { a: mask, b: values, shape, layout } = align(condition, a)
  return fromHandle(
    backend.select(mask.handle, values.handle, backend.scalar(b, values.handle.type)),
    shape,
    layout,
  )
}

function comparison(kernel: BinaryKernel) {
  const ordered = kernel !== 'Equal' && kernel !== 'NotEqual'
  return (a: Operand, b: Operand): Tensor => {
    const [x, y] = promote(a, b)
    // Kernels put no truths in an order.
    if (ordered && x.dtype === 'bool') return raw2(kernel, cast(x, 'int64'), cast(y, 'int64'))
    return raw2(kernel, x, y)
  }
}

/** a = b, value by value. */
export const eq = comparison('Equal')
/** a ≠ b, value by value. */
export const ne = comparison('NotEqual')
/** a < b, value by value. */
export const lt = comparison('Less')
/** a ≤ b, value by value. */
export const le = comparison('LessEqual')
/** a > b, value by value. */
export const gt = comparison('Greater')
/** a ≥ b, value by value. */
export const ge = comparison('GreaterEqual')

function logical(kernel: BinaryKernel) {
  return (a: Tensor, b: Tensor): Tensor => raw2(kernel, cast(a, 'bool'), cast(b, 'bool'))
}

/** Both true, value by value. */
export const logicalAnd = logical('LogicalAnd')
/** Either true, value by value. */
export const logicalOr = logical('LogicalOr')

/** Not, value by value. */
export function logicalNot(x: Tensor): Tensor {
  return raw1('LogicalNot', cast(x, 'bool'))
}
