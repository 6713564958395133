import { binary } from '../onnx/writing/forms'
import { operand } from '../pytorch/python'
import { elementsPerSample, formatTimes } from '../types/dims'
import type { Shape } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from '../registry/definition'
import { toRank, turning } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * The matrix product of the last two dimensions; those in front broadcast.
 *
 * Shape: `(*, n, m)` and `(*, m, p)` to `(*, n, p)`; a vector counts as a row on the left and a column on the right.
 * Errors: the inner sizes differ → `mat1 and mat2 shapes cannot be multiplied (…)`.
 */
export const matMul = defineNode({
  type: 'MatMul',
  labels: ({ input, inputs, rank }) =>
    input.length === rank && rank > 1 ? [...input.slice(0, -1), inputs['other']?.at(-1) ?? null] : [],
  category: 'math',
  doc: 'Multiplies two matrices.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.matmul.html',
  stem: 'matmul',
  pytorch: { expression: ([a, b]) => `${operand(a)} @ ${operand(b)}` },
  onnx: binary('MatMul'),
  inputs: [{ name: 'input' }, { name: 'other' }],
  calls: ['functional'],
  shape: (call) => product(inputAt(call, 'input').shape, inputAt(call, 'other').shape),
  multiplyAdds: (call, output) => {
    const inner = inputAt(call, 'input').shape.at(-1)
    return elementsPerSample(output) * (typeof inner === 'number' ? inner : 1)
  },
})

function product(a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0) {
    throw new RuleError(
      `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`,
      { handle: a.length === 0 ? 'input' : 'other' },
    )
  }
  const left = a.length === 1 ? [1, ...a] : a
  const right = b.length === 1 ? [...b, 1] : b
  if (left.at(-1) !== right.at(-2)) throw mismatch(a, b)
  const batch = broadcastShapes(left.slice(0, -2), right.slice(0, -2))
  const rows = a.length === 1 ? [] : [left.at(-2) ?? 1]
  const columns = b.length === 1 ? [] : [right.at(-1) ?? 1]
  return [...batch, ...rows, ...columns]
}

function mismatch(a: Shape, b: Shape): RuleError {
  const details = {
    handle: 'other',
    remedy: tell(
      'rules.mat_mul.last_size_of_input_must',
      'The last size of input must equal the last but one of other.',
    ),
    fixes: [
      turning('other'),
      turning('input'),
      ...toRank('other', b, a.length),
      ...toRank('input', a, b.length),
    ],
  }
  if (a.length === 1 && b.length === 1) {
    return new RuleError(
      `inconsistent tensor size, expected tensor [${a[0]}] and src [${b[0]}] to have the same number of elements, ` +
        `but got ${a[0]} and ${b[0]} elements respectively`,
      details,
    )
  }
  if (a.length === 2 && b.length === 1) {
    return new RuleError(
      `size mismatch, got input (${a[0]}), mat (${formatTimes(a)}), vec (${b[0]})`,
      details,
    )
  }
  if (b.length > 2 || a.length > 2) {
    return new RuleError(
      `Expected size for first two dimensions of batch2 tensor to be: [${a.at(-3) ?? b.at(-3)}, ${a.at(-1)}] ` +
        `but got: [${b.at(-3) ?? a.at(-3)}, ${b.at(-2)}].`,
      details,
    )
  }
  return new RuleError(
    `mat1 and mat2 shapes cannot be multiplied (${formatTimes(a.length === 1 ? [1, ...a] : a)} and ${formatTimes(b)})`,
    details,
  )
}
