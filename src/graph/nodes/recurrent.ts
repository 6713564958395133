/** What RNN, LSTM and GRU share: their params, the checks of their inputs, shapes, parameters and cost. */
import { z } from 'zod'
import { dimAt, formatShape } from '../types/dims'
import type { Dim, Shape, TensorType } from '../types/dims'
import type { CallSlot } from '../pytorch/rule'
import { inputAt } from '../registry/definition'
import { sequenceLabels } from '../registry/dim-labels'
import type { Handle, NodeSpec, ParameterSpec, RuleCall } from '../registry/definition'
import { inserting, toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

export const recurrentParams = {
  input_size: z
    .int()
    .min(1)
    .optional()
    .meta({ doc: 'Size of the last dimension of the input.', inferred: true }),
  hidden_size: z.int().min(1).meta({ doc: 'Size of the state, and of the output.', initial: 64 }),
  num_layers: z.int().min(1).max(64).default(1).meta({ doc: 'Layers on top of each other.' }),
  bias: z.boolean().default(true).meta({ doc: 'Add learnable biases.' }),
  batch_first: z
    .boolean()
    .default(false)
    .meta({ doc: 'The batch is the first dimension; else the time is.', initial: true }),
  dropout: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({ doc: 'Share of what each layer but the last hands on that becomes 0 while training.' }),
  bidirectional: z
    .boolean()
    .default(false)
    .meta({ doc: 'Read the sequence from its end too; doubles the output.' }),
}

/** What makes a state of sums in a plain recurrent layer. */
export const nonlinearity = z
  .enum(['tanh', 'relu'])
  .default('tanh')
  .meta({ doc: 'What makes a state of each sum.' })

interface RecurrentParams {
  input_size?: number | undefined
  hidden_size: number
  num_layers: number
  bias: boolean
  batch_first: boolean
  bidirectional: boolean
}

type Spec = Pick<
  NodeSpec<typeof recurrentParams, RecurrentParams>,
  'complete' | 'types' | 'labels' | 'warn' | 'parameters' | 'multiplyAdds' | 'pytorch'
>

export const INPUT: Handle = { name: 'input', doc: 'The sequences.' }

/** Of a layer whose state is one tensor. */
export const stateHandles = {
  inputs: [INPUT, { name: 'hx', doc: 'The state at the start; zeros without a wire.', optional: true }],
  outputs: [
    { name: 'output', doc: 'The state of the last layer at every step.' },
    { name: 'h_n', doc: 'The state of every layer at the end.' },
  ],
} satisfies { inputs: Handle[]; outputs: Handle[] }

/**
 * The rules of a recurrent layer.
 *
 * @param gates Rows of its weights, in units of hidden_size.
 * @param states Names of its states, with which its handles are made: `h` gives h_0 (optional) and h_n.
 */
export function recurrentRules(type: string, gates: number, states: Record<string, string>): Spec {
  return {
    complete: (call) => ({ input_size: call.params.input_size ?? featuresOf(type, inputAt(call, 'input')) }),
    types: (call) => {
      const { shape } = inputAt(call, 'input')
      checkInput(type, shape, call.params)
      checkStates(call, Object.keys(states))
      const types: Record<string, TensorType> = { output: float(outputShape(shape, call.params)) }
      for (const last of Object.values(states)) types[last] = float(stateShape(shape, call.params))
      return types
    },
    labels: (call) =>
      call.handle === 'output'
        ? sequenceLabels('features')(call)
        : call.rank === 3
          ? ['layers', 'N', 'features']
          : ['layers', 'features'],
    warn: (call) => unbatched(inputAt(call, 'input').shape),
    parameters: (params) => parametersOf(params, gates),
    multiplyAdds: (call) => multiplyAdds(inputAt(call, 'input').shape, call.params, gates),
    pytorch: {
      inputs: ([input = 'input', ...given]) => ({
        positional: given.length === 0 ? [input] : [input, oneOrTuple(given)],
      }),
      results: () => ['output', oneOrTuple(Object.values(states))],
    },
  }
}

/** A lone state is a tensor of its own, several are a tuple. */
export function oneOrTuple(handles: readonly string[]): CallSlot {
  return handles.length === 1 ? (handles[0] ?? null) : handles
}

function float(shape: Shape): TensorType {
  return { shape, dtype: 'float32' }
}

function featuresOf(type: string, input: TensorType): number {
  checkRank(type, input.shape)
  return sizeOfLast(input)
}

/** The size of an input's last dimension. Errors: it is the batch. */
export function sizeOfLast({ shape }: TensorType): number {
  const size = shape.at(-1)
  if (typeof size === 'number') return size
  throw new RuleError(
    told(
      'rule.recurrent.unknown_size',
      'input_size cannot be taken from an input of shape {{shape}}: its last dimension is the batch.',
      { shape: formatShape(shape) },
    ),
    {
      handle: 'input',
      remedy: tell(
        'rules.recurrent.give_each_time_step_dimension',
        'Give each time step a dimension of features.',
      ),
      fixes: toRank('input', shape, shape.length + 1),
    },
  )
}

function checkRank(type: string, shape: Shape): void {
  if (shape.length === 2 || shape.length === 3) return
  throw new RuleError(`${type}: Expected input to be 2D or 3D, got ${shape.length}D instead`, {
    handle: 'input',
    remedy: tell(
      'rules.recurrent.input_has_shape_batch_time',
      'The input has shape {{shape}}: the batch, the time and the features are wanted.',
      { shape: formatShape(shape) },
    ),
    fixes: toRank('input', shape, 3),
  })
}

function checkInput(type: string, shape: Shape, { input_size: expected }: RecurrentParams): void {
  checkRank(type, shape)
  const found = shape.at(-1)
  if (found === expected) return
  throw new RuleError(`input.size(-1) must be equal to input_size. Expected ${expected}, got ${found}`, {
    handle: 'input',
    param: 'input_size',
    remedy: tell(
      'rules.recurrent.input_has_features_input_size_is',
      'The input has {{found}} features, input_size is {{expected}}.',
      { found: found ?? '', expected: expected ?? '' },
    ),
    fixes:
      typeof found === 'number'
        ? [{ kind: 'set', label: `input_size=${found}`, params: { input_size: found } }]
        : [],
  })
}

/** Refuses states of which only some are wired. */
export function refuseHalf(inputs: RuleCall<unknown>['inputs'], names: readonly string[]): void {
  const given = names.filter((name) => inputs[name] !== undefined)
  const missing = names.find((name) => inputs[name] === undefined)
  if (given.length === 0 || missing === undefined) return
  const message = `${given.join()} is connected, but ${missing} is not.`
  throw new RuleError(message, {
    handle: missing,
    remedy: tell('rules.recurrent.wire_both_or_none_they', 'Wire both, or none: they then start as zeros.'),
    fixes: given.map((handle) => ({
      kind: 'disconnect',
      label: tell('rules.recurrent.without_both_start_as_zeros', 'Without {{handle}}: both start as zeros', {
        handle,
      }),
      handle,
    })),
  })
}

function checkStates(call: RuleCall<RecurrentParams>, names: readonly string[]): void {
  const { inputs, params } = call
  if (names.every((name) => inputs[name] === undefined)) return
  refuseHalf(inputs, names)
  const { shape } = inputAt(call, 'input')
  const wanted = stateShape(shape, params)
  const ranks = names.map((name) => inputAt(call, name).shape.length)
  if (ranks.some((rank) => rank !== wanted.length)) throw wrongRank(call, names, wanted)
  names.forEach((name, i) => {
    const found = inputAt(call, name).shape
    if (found.every((size, dim) => size === wanted[dim])) return
    const what = names.length === 1 ? 'hidden' : `hidden[${i}]`
    throw new RuleError(`Expected ${what} size (${wanted.join(', ')}), got ${formatShape(found)}`, {
      handle: name,
      fixes: [inserting(name, 'Transpose', { dim0: 0, dim1: 1 })],
    })
  })
}

function wrongRank(
  call: RuleCall<RecurrentParams>,
  names: readonly string[],
  { length: rank }: Shape,
): RuleError {
  const shapes = names.map((name) => inputAt(call, name).shape)
  const input = rank === 3 ? 'batched 3-D' : 'unbatched 2-D'
  const [first, second] = shapes.map((shape) => `${shape.length}-D`)
  const message =
    second === undefined
      ? `For ${input} input, hx should also be ${rank}-D but got ${first} tensor`
      : `For ${input} input, hx and cx should also be ${rank}-D but got (${first}, ${second}) tensors`
  const fixes = names.flatMap((name, index) => {
    const shape = shapes[index] ?? []
    const missing = rank - shape.length
    if (missing === 1) return [inserting(name, 'Unsqueeze', { dim: 0 })]
    return missing === -1 ? [0, 1].map((dim) => inserting(name, 'Squeeze', { dim })) : []
  })
  return new RuleError(message, { handle: names[0] ?? 'input', fixes })
}

function directions({ bidirectional }: { bidirectional: boolean }): number {
  return bidirectional ? 2 : 1
}

function outputShape(shape: Shape, params: RecurrentParams): Shape {
  return [...shape.slice(0, -1), params.hidden_size * directions(params)]
}

function stateShape(shape: Shape, params: RecurrentParams): Shape {
  const batch: Dim[] = shape.length === 3 ? [shape[params.batch_first ? 0 : 1] ?? 1] : []
  return [params.num_layers * directions(params), ...batch, params.hidden_size]
}

function unbatched(shape: Shape): RuleError | undefined {
  if (shape.length !== 2 || typeof shape[0] === 'number') return undefined
  return new RuleError(told('rule.recurrent.batch_as_sequence', 'The batch is read as one sequence.'), {
    handle: 'input',
    remedy: tell(
      'rules.recurrent.give_samples_dimension_of_time',
      'Give the samples a dimension of time and one of features, for example Input shape [20, 8].',
    ),
    fixes: [
      inserting('input', 'Unsqueeze', { dim: -1 }, { params: { batch_first: true }, unset: ['input_size'] }),
    ],
  })
}

function parametersOf(params: RecurrentParams, gates: number): ParameterSpec[] {
  const { input_size: inputs, hidden_size: size, bias } = params
  if (inputs === undefined) return []
  const rows = gates * size
  const sides = directions(params) === 2 ? ['', '_reverse'] : ['']
  return Array.from({ length: params.num_layers }, (_, layer) =>
    sides.flatMap((side) => [
      { name: `weight_ih_l${layer}${side}`, shape: [rows, layer === 0 ? inputs : size * sides.length] },
      { name: `weight_hh_l${layer}${side}`, shape: [rows, size] },
      ...(bias ? ['ih', 'hh'].map((of) => ({ name: `bias_${of}_l${layer}${side}`, shape: [rows] })) : []),
    ]),
  ).flat()
}

function multiplyAdds(shape: Shape, params: RecurrentParams, gates: number): number {
  const steps = dimAt(shape[shape.length === 3 && params.batch_first ? 1 : 0] ?? 1, 1)
  const weights = parametersOf(params, gates).filter(({ name }) => name.startsWith('weight'))
  return weights.reduce((sum, { shape: [rows = 0, columns = 0] }) => sum + steps * rows * columns, 0)
}
