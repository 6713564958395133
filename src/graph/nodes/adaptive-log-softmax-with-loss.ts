import { z } from 'zod'
import { formatShape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { ParameterSpec, RuleCall } from '../registry/definition'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'
import { defineLoss } from './loss'

interface Sizes {
  in_features?: number | undefined
  n_classes: number
  cutoffs: readonly number[]
  div_value: number
}

/**
 * The mean loss of a softmax over very many classes, the rare ones of which lie in clusters that are smaller than the rest.
 *
 * Shape: input `(N, in_features)` or `(in_features)`, target `(N)` or `()` of int64 class numbers; output a number.
 * Errors: sizes that differ, or cutoffs that are no growing list → PyTorch's sentences.
 */
export const adaptiveLogSoftmaxWithLoss = defineLoss({
  type: 'AdaptiveLogSoftmaxWithLoss',
  doc: 'A layer of very many classes and its loss: classes are numbered by how often they occur, and rare ones cost little.',
  calls: ['module'],
  pytorch: { results: () => [null, 'output'] },
  params: {
    in_features: z
      .int()
      .min(1)
      .optional()
      .meta({ doc: 'Size of the last dimension of the input.', inferred: true }),
    n_classes: z.int().min(2).meta({ doc: 'How many classes there are.', initial: 10 }),
    cutoffs: z
      .array(z.int().min(1))
      .min(1)
      .max(100)
      .meta({ doc: 'The first class of each cluster, growing.', initial: [4] }),
    div_value: z
      .number()
      .gt(0)
      .default(4)
      .meta({ doc: 'By what each cluster is narrower than the one before.' }),
    head_bias: z.boolean().default(false).meta({ doc: 'Add a learnable bias to the head.' }),
  },
  complete: (call) => {
    const size = inputAt(call, 'input').shape.at(-1)
    return { in_features: call.params.in_features ?? (typeof size === 'number' ? size : undefined) }
  },
  parameters: (params) => weights(params),
  types: (call) => {
    expectCutoffs(call.params)
    expectTargets(call)
    expectFeatures(call)
    expectKinds(call)
    return { output: { shape: [], dtype: 'float32' } }
  },
})

function expectCutoffs({ n_classes: classes, cutoffs }: Sizes): void {
  if (cutoffs.every((cut, i) => cut > (cutoffs[i - 1] ?? 0)) && (cutoffs.at(-1) ?? 0) < classes) return
  throw new RuleError(
    'cutoffs should be a sequence of unique, positive integers sorted in an increasing order, ' +
      'where each value is between 1 and n_classes-1',
    {
      param: 'cutoffs',
      remedy: tell('rules.adaptive_softmax.cutoffs', 'Give growing numbers from 1 to {{last}}.', {
        last: classes - 1,
      }),
    },
  )
}

/** Fails with PyTorch's sentences where there is not one target for each row. */
function expectTargets(call: RuleCall<unknown>): void {
  const input = inputAt(call, 'input').shape
  const target = inputAt(call, 'target').shape
  const fixes = toShape('target', target, input.slice(0, -1))
  if (target.length > 1)
    throw new RuleError('0D or 1D target tensor expected, multi-target not supported', {
      handle: 'target',
      fixes,
    })
  if (target.length === 1 && input[0] !== target[0])
    throw new RuleError('Input and target should have the same size in the batch dimension.', {
      handle: 'target',
      fixes,
    })
  if (input.length === target.length + 1) return
  throw new RuleError(
    `${target.length}D target tensor expects ${target.length + 1}D input tensors, ` +
      `but found inputs with size torch.Size(${formatShape(input)})`,
    { handle: 'input', fixes: [{ kind: 'flatten-upstream', handle: 'input' }] },
  )
}

function expectFeatures(call: RuleCall<Sizes>): void {
  const { in_features: features } = call.params
  const found = inputAt(call, 'input').shape.at(-1)
  if (found === features) return
  throw new RuleError(
    told('rule.adaptive_softmax.features', 'The input has {{found}} features, in_features is {{features}}.', {
      found: found ?? 0,
      features: features ?? 0,
    }),
    {
      handle: 'input',
      param: 'in_features',
      fixes:
        typeof found === 'number'
          ? [{ kind: 'set', label: `in_features=${found}`, params: { in_features: found } }]
          : [],
    },
  )
}

function expectKinds(call: RuleCall<unknown>): void {
  for (const [handle, wanted] of [
    ['input', 'float32'],
    ['target', 'int64'],
  ] as const) {
    const { dtype } = inputAt(call, handle)
    if (dtype === wanted) continue
    throw new RuleError(
      told('rule.adaptive_softmax.dtype', '{{handle}} must be {{wanted}}, and is {{dtype}}.', {
        handle,
        wanted,
        dtype,
      }),
      { handle, fixes: [{ kind: 'set-dtype', handle, dtype: wanted }] },
    )
  }
}

function weights({
  in_features: features,
  n_classes: classes,
  cutoffs,
  div_value: division,
  head_bias: bias,
}: Sizes & { head_bias: boolean }): ParameterSpec[] {
  if (features === undefined) return []
  const rows = (cutoffs[0] ?? 0) + cutoffs.length
  return [
    { name: 'head.weight', shape: [rows, features] },
    ...(bias ? [{ name: 'head.bias', shape: [rows] }] : []),
    ...cutoffs.flatMap((start, i) => {
      const hidden = Math.floor(features / division ** (i + 1))
      const size = (cutoffs[i + 1] ?? classes) - start
      return [
        { name: `tail.${i}.0.weight`, shape: [hidden, features] },
        { name: `tail.${i}.1.weight`, shape: [size, hidden] },
      ]
    }),
  ]
}
