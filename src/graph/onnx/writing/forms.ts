/** Lowerings that several node types share. */
import type { DType } from '../../types/dims'
import type { OnnxNode } from './onnx-node'
import { axesBetween, fixed } from './onnx-node'
import type { OnnxLowering } from './rule'
import type { Value } from './value'

/** One operator on the one input. */
export function operator(type: string): OnnxLowering<unknown> {
  return (node) => node.op(type, [node.input()])
}

/** The input as it is: what only does something while training. */
export const unchanged: OnnxLowering<unknown> = (node) => node.input()

/** What ONNX has for two truths. */
const OF_TRUTHS: Readonly<Record<string, string>> = { Add: 'Or', Mul: 'And' }

/** One operator on `input` and `other`, both as the output's type. */
export function binary(type: string): OnnxLowering<unknown> {
  return (node) => {
    const { dtype } = node.output()
    return node.op(
      dtype === 'bool' ? (OF_TRUTHS[type] ?? type) : type,
      ['input', 'other'].map((handle) => node.cast(node.input(handle), node.dtype(handle), dtype)),
    )
  }
}

/** All wired inputs, as the output's type. */
export function castInputs(node: OnnxNode<unknown>, dtype: DType = node.output().dtype): Value[] {
  return node.handles.map((handle) => node.cast(node.input(handle), node.dtype(handle), dtype))
}

/** The input with the output's sizes. */
export const reshaped: OnnxLowering<unknown> = (node) =>
  node.reshape(node.input(), node.shape(), node.output().shape)

/** x · Wᵀ + b on the last dimension, with parameters of the node. */
export function linear(
  node: OnnxNode<unknown>,
  value: Value,
  { rank, weight, bias }: { rank: number; weight: Value; bias?: Value | undefined },
): Value {
  if (rank === 2) return node.op('Gemm', [value, weight, bias], { transB: 1 })
  const product = node.op('MatMul', [value, node.op('Transpose', [weight], { perm: [1, 0] })])
  return bias === undefined ? product : node.op('Add', [product, bias])
}

/** A parameter with one value for each channel, made to fit `(N, C, *)` of that rank. */
export function perChannel(node: OnnxNode<unknown>, value: Value, rank: number): Value {
  return node.unsqueeze(value, axesBetween(1, rank - 1))
}

/** `count` equal numbers. */
export function filled(node: OnnxNode<unknown>, count: number, value: number, name: string): Value {
  return node.floats(
    Array.from({ length: count }, () => value),
    [count],
    name,
  )
}

/** One dimension cut into the parts that are the outputs. */
export function parts(node: OnnxNode<unknown>, dim: number): Record<string, Value> {
  const axis = dim < 0 ? dim + node.shape().length : dim
  const sizes = node.outputs.map((handle) => fixed(node.output(handle).shape[axis]))
  const values = node.ops('Split', [node.input(), node.ints(sizes, 'sizes')], { axis }, sizes.length)
  return Object.fromEntries(node.outputs.map((handle, i) => [handle, values[i] ?? '']))
}

/** One or the other by a mask, in the type of the output; runtimes choose among numbers alone. */
export function chosen(node: OnnxNode<unknown>, mask: Value, [yes, no]: readonly [Value, Value]): Value {
  if (node.output().dtype !== 'bool') return node.op('Where', [mask, yes, no])
  const numbers = [yes, no].map((value) => node.cast(value, 'bool', 'int64'))
  return node.cast(node.op('Where', [mask, ...numbers]), 'int64', 'bool')
}
