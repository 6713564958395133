/** ONNX operators one by one: what they are imported as gives in the engine what they give in onnxruntime. */
import { describe, expect, it } from 'vitest'
import { float } from '../../graph/onnx/attribute-value'
import { ready } from '../index'
import { expectSameAsOnnxruntime } from './onnx-compare.fixture'
import { nodesOf } from './run-document.fixture'
import { onnxModel } from '../../graph/import/onnx/onnx-model.fixture'
import type { ModelRow, NodeRow } from '../../graph/import/onnx/onnx-model.fixture'

type Row = readonly [title: string, types: string, model: ModelRow]

const IMAGE = { x: ['batch', 4, 7, 6] }
const SIGNAL = { x: ['batch', 4, 9] }
const ROW = { x: ['batch', 6] }
const VOLUME = { x: ['batch', 2, 4, 5, 4] }

/** One operator of `x` that gives `y`. */
const one = (
  op: string,
  attributes: NonNullable<NodeRow[3]> = {},
  more: readonly string[] = [],
): NodeRow[] => [[op, ['x', ...more], ['y'], attributes]]

const convolutions: Row[] = [
  ['Conv in one direction', 'Conv1d', { inputs: SIGNAL, nodes: one('Conv', { pads: [1, 1], dilations: [2] }, ['w', 'b']), given: { w: [3, 4, 3], b: [3] } }],
  ['Conv in three directions', 'Conv3d', { inputs: VOLUME, nodes: one('Conv', { strides: [1, 2, 1] }, ['w']), given: { w: [3, 2, 2, 3, 2] } }],
  ['Conv in groups', 'Conv2d', { inputs: IMAGE, nodes: one('Conv', { group: 4 }, ['w']), given: { w: [8, 1, 3, 3] } }],
  ['Conv padded on one side', 'ZeroPad2d Conv2d', { inputs: IMAGE, nodes: one('Conv', { pads: [0, 1, 2, 0] }, ['w']), given: { w: [3, 4, 3, 3] } }],
  ['Conv with SAME_UPPER', 'ZeroPad2d Conv2d', { inputs: IMAGE, nodes: one('Conv', { auto_pad: 'SAME_UPPER', strides: [2, 2] }, ['w']), given: { w: [3, 4, 3, 3] } }],
  ['Conv with SAME_LOWER of a signal', 'Pad Conv1d', { inputs: SIGNAL, nodes: one('Conv', { auto_pad: 'SAME_LOWER' }, ['w']), given: { w: [3, 4, 4] } }],
  ['Conv with VALID', 'Conv2d', { inputs: IMAGE, nodes: one('Conv', { auto_pad: 'VALID' }, ['w']), given: { w: [3, 4, 3, 3] } }],
  ['ConvTranspose', 'ConvTranspose2d', { inputs: IMAGE, nodes: one('ConvTranspose', { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1], group: 2 }, ['w', 'b']), given: { w: [4, 3, 3, 3], b: [6] } }],
  ['ConvTranspose padded less at the end', 'ConvTranspose1d', { inputs: SIGNAL, nodes: one('ConvTranspose', { strides: [2], pads: [1, 0] }, ['w']), given: { w: [4, 3, 3] } }],
] // prettier-ignore

const products: Row[] = [
  ['Gemm', 'Linear', { inputs: ROW, nodes: one('Gemm', { transB: 1 }, ['w', 'b']), given: { w: [3, 6], b: [3] } }],
  ['Gemm with factors and one bias for all', 'Linear', { inputs: ROW, nodes: one('Gemm', { alpha: float(0.5), beta: float(2) }, ['w', 'b']), given: { w: [6, 3], b: [1] } }],
  ['Gemm of a matrix that is worked out', 'Linear', { inputs: ROW, nodes: [['Relu', ['w'], ['r']], ['Gemm', ['x', 'r', 'b'], ['y']]], given: { w: [6, 4], b: [4] } }],
  ['Gemm of a computed matrix', 'Transpose MatMul Constant Mul Parameter Constant Mul Add', { inputs: ROW, nodes: [['Transpose', ['x'], ['t']], ['Gemm', ['t', 'x', 'b'], ['y'], { alpha: float(0.5), beta: float(2) }]], given: { b: [6] } }],
  ['MatMul', 'Linear', { inputs: { x: ['batch', 5, 6] }, nodes: one('MatMul', {}, ['w']), given: { w: [6, 3] } }],
  ['MatMul and a bias after it', 'Linear', { inputs: { x: ['batch', 5, 6] }, nodes: [['MatMul', ['x', 'w'], ['m']], ['Add', ['b', 'm'], ['y']]], given: { w: [6, 3], b: [3] } }],
  ['MatMul with more than a matrix', 'Parameter MatMul', { inputs: { x: ['batch', 2, 3, 6] }, nodes: one('MatMul', {}, ['w']), given: { w: [2, 6, 3] } }],
  ['MatMul of two inputs', 'MatMul', { inputs: { x: ['batch', 2, 3], z: ['batch', 3, 4] }, nodes: one('MatMul', {}, ['z']) }],
  ['Einsum of two inputs and a table', 'Bilinear', { inputs: { x: ['batch', 3], z: ['batch', 4] }, nodes: [['Einsum', ['x', 'w', 'z'], ['y'], { equation: 'bi,oij,bj->bo' }]], given: { w: [5, 3, 4] } }],
  ['Gather from a table', 'Embedding', { inputs: { x: ['batch', 4] }, integers: ['x'], nodes: [['Gather', ['w', 'x'], ['y']]], given: { w: [20, 3] } }],
] // prettier-ignore

const positive = (count: number) => ({ floats: Array.from({ length: count }, (_, index) => 0.5 + index / 3) })
const norms: Row[] = [
  ...([['BatchNorm1d', SIGNAL], ['BatchNorm2d', IMAGE]] as const).map(([type, inputs]): Row => [
    `BatchNormalization as ${type}`, type, { inputs, nodes: one('BatchNormalization', { epsilon: float(0.01) }, ['w', 'b', 'm', 'v']), given: { w: [4], b: [4], m: [4], v: positive(4) } },
  ]),
  ['InstanceNormalization', 'InstanceNorm2d', { inputs: IMAGE, nodes: one('InstanceNormalization', {}, ['w', 'b']), given: { w: [4], b: [4] } }],
  ['LayerNormalization', 'LayerNorm', { inputs: ROW, nodes: one('LayerNormalization', {}, ['w', 'b']), given: { w: [6], b: [6] } }],
  ['LayerNormalization of two dimensions, without a bias', 'LayerNorm', { inputs: SIGNAL, nodes: one('LayerNormalization', { axis: 1 }, ['w']), given: { w: [4, 9] } }],
  ['GroupNormalization of opset 21', 'GroupNorm', { opset: 21, inputs: IMAGE, nodes: one('GroupNormalization', { num_groups: 2 }, ['w', 'b']), given: { w: [4], b: [4] } }],
  ['RMSNormalization', 'RMSNorm', { opset: 23, inputs: ROW, nodes: one('RMSNormalization', { epsilon: float(1e-6) }, ['w']), given: { w: [6] } }],
  ['LRN', 'LocalResponseNorm', { inputs: IMAGE, nodes: one('LRN', { size: 3, alpha: float(0.1), beta: float(0.6), bias: float(2) }) }],
] // prettier-ignore

const activations: Row[] = [
  ...([
    ['Relu', 'ReLU'], ['Sigmoid', 'Sigmoid'], ['Tanh', 'Tanh'], ['Softsign', 'Softsign'], ['Softplus', 'Softplus'], ['HardSwish', 'Hardswish'],
    ['LeakyRelu', 'LeakyReLU'], ['Elu', 'ELU'], ['Celu', 'CELU'], ['Selu', 'SELU'], ['Exp', 'Exp'], ['Abs', 'Abs'],
    ['ThresholdedRelu', 'Threshold'], ['LogSoftmax', 'LogSoftmax'], ['Softmax', 'Softmax'], ['Reciprocal', 'Pow'],
    ['Neg', 'Neg'], ['Sin', 'Sin'], ['Cos', 'Cos'], ['Erf', 'Erf'], ['Sign', 'Sign'], ['Floor', 'Floor'], ['Round', 'Round'],
  ] as const).map(([op, types]): Row => [op, types, { inputs: ROW, nodes: one(op) }]),
  ['Mish', 'Mish', { opset: 18, inputs: ROW, nodes: one('Mish') }],
  ['Gelu', 'GELU', { opset: 20, inputs: ROW, nodes: one('Gelu', { approximate: 'tanh' }) }],
  ['HardSigmoid of a sixth', 'Hardsigmoid', { inputs: ROW, nodes: one('HardSigmoid', { alpha: float(1 / 6) }) }],
  ['PRelu', 'PReLU', { inputs: IMAGE, nodes: one('PRelu', {}, ['w']), given: { w: [4, 1, 1] } }],
  ['Clip from 0 to 6', 'ReLU6', { inputs: ROW, nodes: one('Clip', {}, ['a', 'b']), given: { a: { floats: [0], shape: [] }, b: { floats: [6], shape: [] } } }],
  ['Clip of opset 7', 'Hardtanh', { opset: 7, inputs: ROW, nodes: one('Clip', { min: float(-0.5), max: float(0.3) }) }],
  ['Clip without a lower bound', 'Clamp', { inputs: ROW, nodes: one('Clip', {}, ['', 'b']), given: { b: { floats: [0.5], shape: [] } } }],
  ['Softmax of opset 11', 'Softmax', { opset: 11, inputs: ROW, nodes: one('Softmax') }],
  ['Dropout', 'Dropout', { inputs: ROW, nodes: one('Dropout', {}, ['p']), given: { p: { floats: [0.3], shape: [] } } }],
  ['x·sigmoid(x)', 'SiLU', { inputs: ROW, nodes: [['Sigmoid', ['x'], ['s']], ['Mul', ['s', 'x'], ['y']]] }],
  ['x·tanh(softplus(x))', 'Mish', { inputs: ROW, nodes: [['Softplus', ['x'], ['s']], ['Tanh', ['s'], ['t']], ['Mul', ['x', 't'], ['y']]] }],
] // prettier-ignore

const pools: Row[] = [
  ['MaxPool', 'MaxPool2d', { inputs: IMAGE, nodes: one('MaxPool', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }) }],
  ['MaxPool that rounds up', 'MaxPool2d', { inputs: IMAGE, nodes: one('MaxPool', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }) }],
  ['MaxPool with SAME_UPPER after a ReLU', 'ReLU ZeroPad2d MaxPool2d', { inputs: IMAGE, nodes: [['Relu', ['x'], ['r']], ['MaxPool', ['r'], ['y'], { kernel_shape: [2, 2], strides: [1, 1], auto_pad: 'SAME_UPPER' }]] }],
  ['MaxPool of a signal', 'MaxPool1d', { inputs: SIGNAL, nodes: one('MaxPool', { kernel_shape: [3], dilations: [2] }) }],
  ['AveragePool that leaves its padding out', 'AvgPool2d', { inputs: IMAGE, nodes: one('AveragePool', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }) }],
  ['AveragePool that counts its padding', 'ZeroPad2d AvgPool2d', { inputs: IMAGE, nodes: one('AveragePool', { kernel_shape: [3, 3], pads: [1, 0, 0, 1], count_include_pad: 1 }) }],
  ['LpPool', 'ReLU LPPool2d', { inputs: IMAGE, nodes: [['Relu', ['x'], ['r']], ['LpPool', ['r'], ['y'], { kernel_shape: [2, 3], strides: [2, 1] }]] }],
  ['GlobalAveragePool', 'AdaptiveAvgPool2d', { inputs: IMAGE, nodes: one('GlobalAveragePool') }],
  ['GlobalMaxPool of a signal', 'AdaptiveMaxPool1d', { inputs: SIGNAL, nodes: one('GlobalMaxPool') }],
  ['ReduceMean over an image', 'AdaptiveAvgPool2d Flatten', { inputs: IMAGE, nodes: one('ReduceMean', { axes: [2, 3], keepdims: 0 }) }],
  ['ReduceMean of opset 18', 'Mean', { opset: 18, inputs: SIGNAL, nodes: one('ReduceMean', {}, ['a']), given: { a: { ints: [1] } } }],
  ['ReduceSum', 'Sum', { inputs: SIGNAL, nodes: one('ReduceSum', { keepdims: 0 }, ['a']), given: { a: { ints: [-1, 1] } } }],
  ['ReduceMax', 'Amax', { inputs: SIGNAL, nodes: one('ReduceMax', { axes: [1] }) }],
] // prettier-ignore

const masks: Row[] = [
  ...([['Greater', 'Compare'], ['GreaterOrEqual', 'Compare'], ['Less', 'Compare'], ['LessOrEqual', 'Compare']] as const).map(([op, types]): Row => [op, `${types} To`, {
    opset: 16, inputs: ROW, nodes: [[op, ['x', 'n'], ['m']], ['Cast', ['m'], ['y'], { to: 1 }]], given: { n: { floats: [0.25], shape: [] } },
  }]),
  ['Not of Equal, of a tensor', 'Compare LogicalNot To', { inputs: { x: ['batch', 6], z: ['batch', 6] }, nodes: [['Equal', ['x', 'z'], ['e']], ['Not', ['e'], ['m']], ['Cast', ['m'], ['y'], { to: 1 }]] }],
  ['And, Or and Xor', 'Compare Compare Logical Logical Logical Neg Where', {
    inputs: ROW,
    nodes: [['Greater', ['x', 'n'], ['a']], ['Less', ['x', 'k'], ['b']], ['And', ['a', 'b'], ['c']], ['Or', ['a', 'c'], ['d']], ['Xor', ['d', 'b'], ['e']], ['Neg', ['x'], ['v']], ['Where', ['e', 'x', 'v'], ['y']]],
    given: { n: { floats: [0.25], shape: [] }, k: { floats: [1], shape: [] } },
  }],
  // Masked scores are −∞, which is then looked for.
  ...(['Equal', 'LessOrEqual', 'Greater'] as const).map((op): Row => [`${op} beside −∞`, 'Compare LogicalNot MaskedFill Compare To', {
    inputs: ROW,
    nodes: [['Greater', ['x', 'n'], ['m']], ['Where', ['m', 'x', 'i'], ['h']], [op, ['h', 'i'], ['e']], ['Cast', ['e'], ['y'], { to: 1 }]],
    given: { n: { floats: [0.25], shape: [] }, i: { floats: [-Infinity], shape: [] } } }]),
  ['Where that fills in a number', 'Compare MaskedFill', { inputs: ROW, nodes: [['Greater', ['x', 'n'], ['m']], ['Where', ['m', 'n', 'x'], ['y']]], given: { n: { floats: [0.25], shape: [] } } }],
  ['Cast of a mask to whole numbers', 'Compare To To', { inputs: ROW, nodes: [['Less', ['x', 'n'], ['m']], ['Cast', ['m'], ['i'], { to: 7 }], ['Cast', ['i'], ['y'], { to: 1 }]], given: { n: { floats: [0], shape: [] } } }],
] // prettier-ignore

const shapes: Row[] = [
  ['Flatten', 'Flatten', { inputs: IMAGE, nodes: one('Flatten') }],
  ['Reshape that flattens', 'Flatten', { inputs: IMAGE, nodes: one('Reshape', {}, ['s']), given: { s: { ints: [0, -1] } } }],
  ['Reshape that splits', 'Unflatten', { inputs: ROW, nodes: one('Reshape', {}, ['s']), given: { s: { ints: [-1, 2, 3] } } }],
  ['Reshape to something else', 'Reshape', { inputs: SIGNAL, nodes: one('Reshape', {}, ['s']), given: { s: { ints: [-1, 6, 6] } } }],
  ['Reshape to a computed shape', 'Flatten', {
    inputs: IMAGE,
    nodes: [['Shape', ['x'], ['n']], ['Gather', ['n', 'zero'], ['b']], ['Unsqueeze', ['b', 'axes'], ['u']], ['Concat', ['u', 'rest'], ['s'], { axis: 0 }], ['Reshape', ['x', 's'], ['y']]],
    given: { zero: { ints: [0], shape: [] }, axes: { ints: [0] }, rest: { ints: [-1] } },
  }],
  ['Transpose there and back', '', { inputs: IMAGE, nodes: [['Transpose', ['x'], ['t'], { perm: [0, 2, 3, 1] }], ['Transpose', ['t'], ['y'], { perm: [0, 3, 1, 2] }]] }],
  ['Transpose', 'Permute', { inputs: IMAGE, nodes: one('Transpose', { perm: [0, 2, 3, 1] }) }],
  ['Squeeze of opset 11', 'Squeeze', { opset: 11, inputs: { x: ['batch', 1, 3] }, nodes: one('Squeeze', { axes: [1] }) }],
  ['Unsqueeze', 'Unsqueeze Unsqueeze', { inputs: ROW, nodes: one('Unsqueeze', {}, ['a']), given: { a: { ints: [1, -1] } } }],
  ['Concat', 'Cat', { inputs: { x: ['batch', 2, 3], z: ['batch', 4, 3] }, nodes: one('Concat', { axis: 1 }, ['z']) }],
  ['Split', 'Split', { inputs: ROW, outputs: ['y', 'z'], nodes: [['Split', ['x', 's'], ['y', 'z'], { axis: 1 }]], given: { s: { ints: [2, 4] } } }],
  ['Split of opset 11', 'Split', { opset: 11, inputs: ROW, outputs: ['y', 'z'], nodes: [['Split', ['x'], ['y', 'z'], { axis: -1 }]] }],
  ['Slice', 'Slice Slice', { inputs: IMAGE, nodes: one('Slice', {}, ['a', 'b', 'c', 'd']), given: { a: { ints: [1, 0] }, b: { ints: [2 ** 31 - 1, -1] }, c: { ints: [1, 3] }, d: { ints: [2, 1] } } }],
  ['Slice of opset 9', 'Slice', { opset: 9, inputs: IMAGE, nodes: one('Slice', { starts: [-3], ends: [-1], axes: [2] }) }],
  ['Gather of one place', 'Select', { inputs: SIGNAL, nodes: one('Gather', { axis: -1 }, ['i']), given: { i: { ints: [-1], shape: [] } } }],
  ['Gather of a stretch', 'Slice', { inputs: SIGNAL, nodes: one('Gather', { axis: 1 }, ['i']), given: { i: { ints: [1, 2] } } }],
  ['Expand', 'Expand', { inputs: { x: ['batch', 1, 3] }, nodes: one('Expand', {}, ['s']), given: { s: { ints: [1, 4, 3] } } }],
  ['Pad with zeros', 'ZeroPad2d', { inputs: IMAGE, nodes: one('Pad', {}, ['p']), given: { p: { ints: [0, 0, 1, 2, 0, 0, 3, 0] } } }],
  ['Pad with a number', 'Pad', { inputs: SIGNAL, nodes: one('Pad', {}, ['p', 'v']), given: { p: { ints: [0, 1, 2, 0, 0, 1] }, v: { floats: [2], shape: [] } } }],
  ['Pad with the edge', 'ReplicationPad2d', { inputs: IMAGE, nodes: one('Pad', { mode: 'edge' }, ['p']), given: { p: { ints: [0, 0, 1, 2, 0, 0, 3, 0] } } }],
  ['Pad of opset 7, reflected', 'Pad', { opset: 7, inputs: SIGNAL, nodes: one('Pad', { mode: 'reflect', pads: [0, 0, 2, 0, 0, 1] }) }],
  ['DepthToSpace', 'PixelShuffle', { inputs: IMAGE, nodes: one('DepthToSpace', { blocksize: 2, mode: 'CRD' }) }],
  ['Resize to the nearest', 'Upsample', { inputs: IMAGE, nodes: one('Resize', { mode: 'nearest' }, ['', 's']), given: { s: { floats: [1, 1, 2, 3] } } }],
  ['Resize by lines, corners aligned', 'Upsample', { inputs: IMAGE, nodes: one('Resize', { mode: 'linear', coordinate_transformation_mode: 'align_corners' }, ['', '', 'n']), given: { n: { ints: [3, 4, 9, 11] } } }],
  ['Upsample of opset 9', 'Upsample', { opset: 9, inputs: IMAGE, nodes: one('Upsample', { mode: 'nearest' }, ['s']), given: { s: { floats: [1, 1, 2, 2] } } }],
] // prettier-ignore

const arithmetic: Row[] = [
  ...(['Add', 'Sub', 'Mul'] as const).map((op): Row => [op, op, { inputs: { x: ['batch', 3], z: ['batch', 3] }, nodes: one(op, {}, ['z']) }]),
  ['Div by a number', 'Constant Div', { inputs: ROW, nodes: one('Div', {}, ['c']), given: { c: { floats: [1.5], shape: [] } } }],
  ['Add of a tensor that is learned', 'Parameter Add', { inputs: ROW, nodes: one('Add', {}, ['position']), given: { position: [6] } }],
  ['Pow', 'Pow', { inputs: ROW, nodes: one('Pow', {}, ['c']), given: { c: { floats: [2], shape: [] } } }],
  ['Sum of three', 'Add Add', { inputs: { x: ['batch', 3], z: ['batch', 3] }, nodes: one('Sum', {}, ['z', 'x']) }],
  ['Sqrt and Log', 'Abs Sqrt Constant Add Log', { inputs: ROW, nodes: [['Abs', ['x'], ['a']], ['Sqrt', ['a'], ['s']], ['Add', ['s', 'c'], ['t']], ['Log', ['t'], ['y']]], given: { c: { floats: [1], shape: [] } } }],
] // prettier-ignore

const recurrent: Row[] = [
  ['RNN of ReLU, batch first', 'RNN', { inputs: { x: ['batch', 4, 3] }, nodes: [['Transpose', ['x'], ['t'], { perm: [1, 0, 2] }], ['RNN', ['t', 'w', 'r', 'b'], ['s'], { hidden_size: 5, activations: ['Relu'] }], ['Squeeze', ['s', 'axes'], ['q']], ['Transpose', ['q'], ['y'], { perm: [1, 0, 2] }]], given: { w: [1, 5, 3], r: [1, 5, 5], b: [1, 10], axes: { ints: [1] } } }],
  ['LSTM, its last state alone', 'LSTM Squeeze', { inputs: { x: ['batch', 4, 3] }, nodes: [['Transpose', ['x'], ['t'], { perm: [1, 0, 2] }], ['LSTM', ['t', 'w', 'r'], ['', 's'], { hidden_size: 2 }], ['Squeeze', ['s', 'axes'], ['y']]], given: { w: [1, 8, 3], r: [1, 8, 2], axes: { ints: [0] } } }],
  ['GRU of both directions as it is', 'GRU Unflatten Permute', { inputs: { x: ['batch', 4, 3] }, nodes: [['Transpose', ['x'], ['t'], { perm: [1, 0, 2] }], ['GRU', ['t', 'w', 'r', 'b'], ['y'], { hidden_size: 2, direction: 'bidirectional', linear_before_reset: 1 }]], given: { w: [2, 6, 3], r: [2, 6, 2], b: [2, 12] } }],
] // prettier-ignore

await ready()

describe.each(
  Object.entries({ convolutions, products, norms, activations, pools, shapes, masks, arithmetic, recurrent }),
)('the operators of ONNX: %s', (_, rows) => {
  it.each(rows)('%s', async (title, types, model) => {
    const { document } = await expectSameAsOnnxruntime(title, onnxModel(model))
    const found = nodesOf(document)
      .map(({ type }) => type)
      .filter((type) => type !== 'Input' && type !== 'Output')
    expect(found.join(' ')).toBe(types)
  })
})
