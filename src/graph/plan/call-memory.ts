/** What a call holds beside its outputs and their gradients: one rule for every node type, and in which multiples of what each differs. */
import type { PlanOperation } from './plan'

/** In values, not bytes. */
export interface CallMemory {
  /** Its output is what came in, seen otherwise. */
  readonly view: boolean
  /** Made on the way forward; it stays until the pass is done. */
  readonly forward: number
  /** Made on the way back, and let go when the call's gradients are there. */
  readonly backward: number
  /** The gradient of its output is that of its inputs, not another tensor. */
  readonly passesGradientOn: boolean
}

/** What is known of a call for a batch of some size. */
export interface CallSizes {
  readonly params: Readonly<Record<string, unknown>>
  /** Operations are recorded for a way back. */
  readonly recorded: boolean
  /** Of all inputs together, and of all outputs. */
  readonly input: number
  readonly output: number
  /** Of each input, in the order of the handles. */
  readonly shapes: readonly (readonly number[])[]
}

type Extra = Partial<Record<'forward' | 'backward', number>>

/** Least counts, found by watching what the engine makes (pass-memory.test.ts holds them against it). */
export function callMemory({ type }: PlanOperation, sizes: CallSizes): CallMemory {
  const { forward = 0, backward = 0 } = SPECIAL[type]?.(sizes) ?? pointwise(type, sizes)
  const view = VIEWS.has(type) || (PAD.test(type) && sizes.input === sizes.output)
  return { view, passesGradientOn: PASSED_ON.has(type), forward, backward }
}

/** `Parameter` hands out what the net holds. */
const VIEWS = new Set([
  'Flatten',
  'Identity',
  'Parameter',
  'Permute',
  'Reshape',
  'Squeeze',
  'Transpose',
  'Unflatten',
  'Unsqueeze',
])

/** Where there is nothing to pad. */
const PAD = /^((Zero|Constant|Reflection|Replication|Circular)Pad[123]d|Pad)$/

const PASSED_ON = new Set(['Add', 'Sub'])

/** Tensors as large as the output: forward, backward. */
const LIKE_OUTPUT: Readonly<Record<string, readonly [forward: number, backward: number]>> = {
  Abs: [0, 1],
  CELU: [3, 2],
  ELU: [3, 2],
  GELU: [3, 5],
  GLU: [3, 3],
  Hardsigmoid: [2, 1],
  Hardswish: [3, 4],
  Hardtanh: [0, 4],
  InstanceNorm1d: [2, 4],
  InstanceNorm2d: [2, 4],
  InstanceNorm3d: [2, 4],
  LeakyReLU: [1, 1],
  LocalResponseNorm: [6, 5],
  LogSigmoid: [2, 0],
  LogSoftmax: [0, 2],
  Mish: [2, 3],
  PReLU: [1, 4],
  SELU: [5, 6],
  SiLU: [1, 2],
  Softmax: [0, 2],
  Softsign: [0, 3],
  Tanhshrink: [1, 1],
  Threshold: [1, 1],
}

/** Tensors as large as prediction and target together. */
const LIKE_LOSS: Readonly<Record<string, readonly [forward: number, backward: number]>> = {
  BCELoss: [5, 3],
  BCEWithLogitsLoss: [2, 1],
  HuberLoss: [2.5, 1],
  KLDivLoss: [1, 1],
  L1Loss: [1, 0],
  MSELoss: [1, 0.5],
}

function pointwise(type: string, { input, output }: CallSizes): Extra {
  const [forward = 0, backward = 0] = LIKE_OUTPUT[type] ?? []
  const [before = 0, after = 0] = LIKE_LOSS[type] ?? []
  return { forward: forward * output + before * input, backward: backward * output + after * input }
}

const SPECIAL: Readonly<Record<string, (sizes: CallSizes) => Extra>> = {
  AdaptiveMaxPool1d: ({ output }) => ({ backward: output }),
  AdaptiveMaxPool2d: ({ output }) => ({ backward: output }),
  AlphaDropout: ({ recorded, output }) => ({ forward: recorded ? 5 * output : 0 }),
  Conv1d: convolution,
  Conv2d: convolution,
  Conv3d: ({ params, input, output }) => ({
    forward: depthOf(params) * (input + output),
    backward: depthOf(params) * input,
  }),
  CrossEntropyLoss: ({ shapes: [scores = []] }) =>
    scores.length > 2
      ? { forward: 5 * numel(scores), backward: 3 * numel(scores) }
      : { forward: 0.9 * numel(scores) },
  Dropout: ({ recorded, output }) => ({ forward: recorded ? output : 0 }),
  GRU: (sizes) => recurrent(sizes, 4, 14),
  LSTM: (sizes) => {
    const ahead = Math.min(1, STEPS_AHEAD / stepsOf(sizes))
    return recurrent(sizes, 7, Math.max(12, 26 * ahead + 4 * (1 - ahead)))
  },
  GroupNorm: ({ params, output }) => normalized(params['affine'] !== false ? [4, 6] : [2, 4], output),
  LayerNorm: ({ params, output }) =>
    normalized(params['elementwise_affine'] !== false ? [4, 6] : [2, 4], output),
  Linear: ({ params, output }) => ({ forward: params['bias'] === false ? 0 : output }),
  MultiLabelMarginLoss: ({ shapes: [scores = []] }) => {
    const pairs = numel(scores) * (scores.at(-1) ?? 1)
    return { forward: 3 * pairs, backward: pairs }
  },
  MultiheadAttention: (sizes) => {
    const { values, scores } = attention(sizes, sizes.params['num_heads'])
    return { forward: 16 * values + 2 * scores, backward: 3 * scores }
  },
  RNN: (sizes) => recurrent(sizes, 0, 4),
  RMSNorm: ({ params, output }) =>
    normalized(params['elementwise_affine'] !== false ? [2, 2] : [1, 1], output),
  SmoothL1Loss: ({ params, input }) =>
    params['beta'] === 0 ? { forward: input } : { forward: 3 * input, backward: input },
  TransformerEncoder: (sizes) => encoderLayers(sizes, Number(sizes.params['num_layers'])),
  TransformerEncoderLayer: (sizes) => encoderLayers(sizes, 1),
}

/** From so many multiply-adds on the ways to the filter's gradient are timed against each other; one of them turns input and gradient round. */
const RACED = 2e6

function convolution({ params, recorded, shapes: [image = []], input, output }: CallSizes): Extra {
  if (!recorded || (params['groups'] ?? 1) !== 1) return {}
  const sizes = [params['kernel_size']].flat().map(Number)
  const taps = sizes.length === 1 ? sizes[0]! ** (image.length - 2) : numel(sizes)
  const work = output * taps * image[1]!
  return work >= RACED ? { backward: input + output } : {}
}

/** Weight and bias are a product and a sum of their own. */
function normalized([forward, backward]: readonly [number, number], output: number): Extra {
  return { forward: forward * output, backward: backward * output }
}

function depthOf({ kernel_size: size }: CallSizes['params']): number {
  const depth = Array.isArray(size) ? Number(size[0]) : Number(size)
  return Math.min(depth, 3)
}

/** On an LSTM's way back the slopes of so many steps are made at once (the engine's `layer.ts`). */
const STEPS_AHEAD = 64

function stepsOf({ params, shapes: [shape = []] }: CallSizes): number {
  return shape[shape.length === 3 && params['batch_first'] === true ? 1 : 0] ?? 1
}

/** The gates of each step, in a pass that is recorded. */
function recurrent({ params, recorded, shapes }: CallSizes, forward: number, backward: number): Extra {
  if (!recorded) return {}
  const places = numel(shapes[0]!.slice(0, -1))
  const ways = params['bidirectional'] === true ? 2 : 1
  const states = places * Number(params['hidden_size'])
  // Each layer and direction keeps what it has made; on the way back one after the other is counted once.
  return { forward: forward * states * Number(params['num_layers'] ?? 1) * ways, backward: backward * states }
}

/** How many values a query has, and how many scores there are. */
function attention(
  { params, shapes: [query = [], key = query] }: CallSizes,
  heads: unknown,
): { values: number; scores: number } {
  const steps = (shape: readonly number[]): number =>
    shape.length === 3 ? shape[params['batch_first'] === true ? 1 : 0]! : shape[0]!
  const places = numel(query.slice(0, -1))
  return { values: numel(query), scores: places * Number(heads) * steps(key) }
}

function encoderLayers(sizes: CallSizes, layers: number): Extra {
  const { params, recorded } = sizes
  const { values, scores } = attention({ ...sizes, shapes: sizes.shapes.slice(0, 1) }, params['nhead'])
  const hidden = (values / sizes.shapes[0]!.at(-1)!) * Number(params['dim_feedforward'])
  const dropped = recorded && Number(params['dropout']) > 0 ? 2 : 0
  // A bias is added to a product of its own.
  const [wide, narrow] = params['bias'] === false ? [22, 2] : [32, 3]
  return {
    forward: layers * (wide * values + (2 + dropped) * scores + (narrow + dropped) * hidden),
    backward: 4 * values + 3 * scores,
  }
}

function numel(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
