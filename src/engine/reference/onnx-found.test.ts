/** ONNX as it is found: weights that are made of others, fixed batches, and what exporters write around them. */
import { describe, expect, it } from 'vitest'
import { float } from '../../graph/onnx/attribute-value'
import { onnxModel } from '../../graph/import/onnx/onnx-model.fixture'
import type { ModelRow } from '../../graph/import/onnx/onnx-model.fixture'
import { ready } from '../index'
import { expectSameAsOnnxruntime } from './onnx-compare.fixture'
import { nodesOf } from './run-document.fixture'

type Row = readonly [title: string, types: string, model: ModelRow]

const ROW = { x: ['batch', 6] }
const IMAGE = { x: ['batch', 4, 7, 6] }
const scalar = (value: number) => ({ floats: [value], shape: [] })
const place = (value: number) => ({ ints: [value], shape: [] })

const folded: Row[] = [
  ['a weight that is one number everywhere', 'Linear', { inputs: ROW, nodes: [['ConstantOfShape', ['s'], ['w']], ['MatMul', ['x', 'w'], ['a']], ['Add', ['a', 'b'], ['y']]], given: { s: { ints: [6, 3] }, b: [3] } }],
  ['a weight under another shape', 'Conv2d', { inputs: IMAGE, nodes: [['Reshape', ['v', 's'], ['w']], ['Conv', ['x', 'w'], ['y']]], given: { v: [3, 36], s: { ints: [3, 4, 3, 3] } } }],
  ['a weight with its norm taken out', 'Conv2d', { inputs: IMAGE, nodes: [['ReduceL2', ['v'], ['n'], { axes: [1, 2, 3] }], ['Div', ['v', 'n'], ['d']], ['Mul', ['d', 'g'], ['w']], ['Conv', ['x', 'w'], ['y']]], given: { v: [3, 4, 3, 3], g: [3, 1, 1, 1] } }],
  ['a triangle of constants that hides scores', 'Constant MaskedFill Softmax', { inputs: { x: ['batch', 5, 5] }, nodes: [['Range', ['o', 'l', 'i'], ['r']], ['Unsqueeze', ['r', 'last'], ['c']], ['Greater', ['r', 'c'], ['m']], ['Where', ['m', 'h', 'x'], ['z']], ['Softmax', ['z'], ['y'], { axis: -1 }]], given: { o: place(0), l: place(5), i: place(1), last: { ints: [1] }, h: scalar(-Infinity) } }],
  ['Trilu of ones', 'Constant Mul', { inputs: { x: ['batch', 4, 4] }, nodes: [['ConstantOfShape', ['s'], ['o']], ['Trilu', ['o'], ['t'], { upper: 0 }], ['Add', ['t', 't'], ['u']], ['Mul', ['x', 'u'], ['y']]], given: { s: { ints: [4, 4] } } }],
  ['ScatterND of constants', 'Constant Add', { inputs: { x: ['batch', 4, 3] }, nodes: [['ConstantOfShape', ['s'], ['o']], ['ScatterND', ['o', 'i', 'u'], ['t']], ['Add', ['x', 't'], ['y']]], given: { s: { ints: [4, 3] }, i: { ints: [1, 3], shape: [2, 1] }, u: { floats: [1, 2, 3, 4, 5, 6], shape: [2, 3] } } }],
  ['GatherND of a table by constants', 'Constant Add', { inputs: { x: ['batch', 3, 2] }, nodes: [['GatherND', ['val_1', 'i'], ['t']], ['Add', ['x', 't'], ['y']]], given: { val_1: { floats: [1, 2, 3, 4, 5, 6, 7, 8], shape: [4, 2] }, i: { ints: [3, 0, 2], shape: [3, 1] } } }],
  ['Gather of a table of the file, turned', 'Constant Add', { inputs: { x: ['batch', 2, 2, 3] }, nodes: [['Gather', ['val_1', 'i'], ['t']], ['Transpose', ['t'], ['u'], { perm: [2, 0, 1] }], ['Unsqueeze', ['u', 'o'], ['v']], ['Tile', ['v', 'n'], ['w']], ['Add', ['x', 'w'], ['y']]], given: { val_1: { floats: [1, 2, 3, 4, 5, 6], shape: [3, 2] }, i: { ints: [2, 0], shape: [2, 1] }, o: { ints: [0] }, n: { ints: [1, 1, 1, 3] } } }],
  ['constants that broadcast, are compared and chosen', 'Constant Mul', { inputs: { x: ['batch', 3, 2] }, nodes: [['Less', ['a', 'b'], ['m']], ['Where', ['m', 'a', 'b'], ['c']], ['Cast', ['c'], ['d'], { to: 7 }], ['Cast', ['d'], ['e'], { to: 1 }], ['Pow', ['e', 'k'], ['f']], ['Concat', ['f', 'f'], ['g'], { axis: 0 }], ['Slice', ['g', 'i', 'j'], ['h']], ['Mul', ['x', 'h'], ['y']]], given: { a: { floats: [1.5, 2.5], shape: [1, 2] }, b: { floats: [2, 1, 3], shape: [3, 1] }, k: scalar(2), i: { ints: [3] }, j: { ints: [6] } } }],
  ['ArgMax, CumSum and a mean of constants', 'Constant Mul Constant Add', { inputs: { x: ['batch', 3] }, nodes: [['ArgMax', ['a'], ['m'], { axis: 0, keepdims: 0 }], ['Cast', ['m'], ['n'], { to: 1 }], ['CumSum', ['n', 'o'], ['c']], ['ReduceMean', ['a'], ['r'], { axes: [0], keepdims: 0 }], ['Mul', ['x', 'c'], ['p']], ['Add', ['p', 'r'], ['y']]], given: { a: { floats: [1, 5, 2, 4, 0, 9], shape: [2, 3] }, o: place(0) } }],
] // prettier-ignore

const operators: Row[] = [
  ['Resize to the size of another image', 'AvgPool2d Upsample', { inputs: IMAGE, nodes: [['AveragePool', ['x'], ['p'], { kernel_shape: [2, 2], strides: [2, 2] }], ['Shape', ['p'], ['a']], ['Shape', ['x'], ['b']], ['Slice', ['a', 'zero', 'two'], ['c']], ['Slice', ['b', 'two', 'four'], ['d']], ['Concat', ['c', 'd'], ['s'], { axis: 0 }], ['Resize', ['p', '', '', 's'], ['y'], { mode: 'linear', coordinate_transformation_mode: 'half_pixel' }]], given: { zero: { ints: [0] }, two: { ints: [2] }, four: { ints: [4] } } }],
  ['Expand of a token along the batch', 'Parameter Flatten Select Reshape Expand ExpandAs Cat', { inputs: { x: ['batch', 4, 3] }, nodes: [['Shape', ['x'], ['n'], { start: 0, end: 1 }], ['Concat', ['n', 'm', 'm'], ['s'], { axis: 0 }], ['Expand', ['token', 's'], ['t']], ['Concat', ['t', 'x'], ['y'], { axis: 1 }]], given: { m: { ints: [1] }, token: [1, 1, 3] } }],
  ['Expand that puts a dimension in front', 'Expand', { inputs: { x: ['batch', 3] }, nodes: [['Expand', ['x', 's'], ['y']]], given: { s: { ints: [4, 1, 3] } } }],
  ['zeros for each sample', 'Constant Select Reshape Expand ExpandAs Cat', { inputs: { x: ['batch', 3] }, nodes: [['Shape', ['x'], ['n'], { start: 0, end: 1 }], ['Concat', ['n', 'm'], ['s'], { axis: 0 }], ['ConstantOfShape', ['s'], ['z']], ['Concat', ['z', 'x'], ['y'], { axis: 1 }]], given: { m: { ints: [2] } } }],
  ['Tile', 'Repeat', { inputs: { x: ['batch', 2, 3] }, nodes: [['Tile', ['x', 'n'], ['y']]], given: { n: { ints: [1, 2, 3] } } }],
  ['Tile of nothing', '', { inputs: { x: ['batch', 2, 3] }, nodes: [['Tile', ['x', 'n'], ['y']]], given: { n: { ints: [1, 1, 1] } } }],
  ['Split of the first dimension of three that were stacked', 'Unflatten Permute Split Squeeze Squeeze Squeeze Mul Add', { inputs: { x: ['batch', 4, 6] }, nodes: [['Reshape', ['x', 's'], ['r']], ['Transpose', ['r'], ['t'], { perm: [2, 0, 1, 3] }], ['Split', ['t', 'p'], ['a', 'b', 'c'], { axis: 0 }], ['Squeeze', ['a', 'o'], ['d']], ['Squeeze', ['b', 'o'], ['e']], ['Squeeze', ['c', 'o'], ['f']], ['Mul', ['d', 'e'], ['g']], ['Add', ['g', 'f'], ['y']]], given: { s: { ints: [0, 0, 3, 2] }, p: { ints: [1, 1, 1] }, o: { ints: [0] } } }],
  ['ArgMax', 'Max To', { inputs: { x: ['batch', 5, 3] }, nodes: [['ArgMax', ['x'], ['m'], { axis: 1, keepdims: 0 }], ['Cast', ['m'], ['y'], { to: 1 }]] }],
  ['Shrink', 'Hardshrink', { inputs: ROW, nodes: [['Shrink', ['x'], ['y'], { lambd: float(0.4) }]] }],
  ['the larger of two tensors and a number', 'Compare Where Clamp', { inputs: { x: ['batch', 3], z: ['batch', 3] }, nodes: [['Max', ['x', 'c', 'z'], ['y']]], given: { c: scalar(0.1) } }],
  ['the smaller of a tensor and a row', 'Constant Compare Where', { inputs: { x: ['batch', 3] }, nodes: [['Min', ['x', 'val_1'], ['y']]], given: { val_1: { floats: [0.1, -0.2, 3] } } }],
  ['the mean of two tensors', 'Add Constant Mul', { inputs: { x: ['batch', 3], z: ['batch', 3] }, nodes: [['Mean', ['x', 'z'], ['y']]] }],
  ['HardSigmoid of a fifth', 'Constant Mul Constant Add Clamp', { inputs: ROW, nodes: [['HardSigmoid', ['x'], ['y']]] }],
  ['Softmax over an image of opset 11', 'Flatten Softmax Unflatten', { opset: 11, inputs: IMAGE, nodes: [['Softmax', ['x'], ['y'], { axis: 1 }]] }],
  ['Gather of places out of order', 'Slice Slice Cat', { inputs: { x: ['batch', 5, 3] }, nodes: [['Gather', ['x', 'i'], ['y'], { axis: 1 }]], given: { i: { ints: [3, 0, 2, 4] } } }],
  ['Gather of a table of places', 'Slice Slice Slice Cat Unflatten', { inputs: { x: ['batch', 5, 3] }, nodes: [['Gather', ['x', 'i'], ['y'], { axis: 1 }]], given: { i: { ints: [0, 1, -1, 3], shape: [2, 2] } } }],
  ['DepthToSpace in the order DCR', 'Reshape Permute Reshape', { inputs: { x: ['batch', 8, 3, 2] }, nodes: [['DepthToSpace', ['x'], ['y'], { blocksize: 2 }]] }],
  ['SpaceToDepth', 'Reshape Permute Reshape', { inputs: { x: ['batch', 2, 4, 6] }, nodes: [['SpaceToDepth', ['x'], ['y'], { blocksize: 2 }]] }],
  ['Flatten from the second dimension on, and of everything', 'Reshape Reshape', { inputs: IMAGE, nodes: [['Flatten', ['x'], ['a'], { axis: 2 }], ['Flatten', ['a'], ['y'], { axis: 0 }]] }],
  ['places that are no number', 'Log Compare MaskedFill', { inputs: ROW, nodes: [['Log', ['x'], ['l']], ['IsNaN', ['l'], ['m']], ['Where', ['m', 'o', 'l'], ['y']]], given: { o: scalar(0.5) } }],
  ['a sum of squares', 'Pow Sum', { inputs: IMAGE, nodes: [['ReduceSumSquare', ['x'], ['y'], { axes: [1], keepdims: 0 }]] }],
] // prettier-ignore

const fixed: Row[] = [
  ['Reshape to one row', 'Flatten Linear', { inputs: { x: [1, 3, 2] }, nodes: [['Reshape', ['x', 's'], ['r']], ['MatMul', ['r', 'w'], ['y']]], given: { s: { ints: [1, -1] }, w: [6, 2] } }],
  ['Reshape to heads, batch first', 'Unflatten Transpose', { inputs: { x: [1, 5, 6] }, nodes: [['Reshape', ['x', 's'], ['r']], ['Transpose', ['r'], ['y'], { perm: [0, 2, 1, 3] }]], given: { s: { ints: [1, 5, 2, 3] } } }],
  ['Reshape to heads, time first, and back', 'Transpose Reshape Reshape', { inputs: { x: [1, 5, 6] }, nodes: [['Transpose', ['x'], ['t'], { perm: [1, 0, 2] }], ['Reshape', ['t', 's'], ['r']], ['Transpose', ['r'], ['h'], { perm: [1, 0, 2] }], ['Transpose', ['h'], ['b'], { perm: [1, 0, 2] }], ['Reshape', ['b', 'q'], ['y']]], given: { s: { ints: [5, 2, 3] }, q: { ints: [5, 1, 6] } } }],
  ['a token in front, with a batch of one', 'Parameter Flatten Select Reshape Expand ExpandAs Cat', { inputs: { x: [1, 4, 3] }, nodes: [['Expand', ['token', 's'], ['t']], ['Concat', ['t', 'x'], ['y'], { axis: 1 }]], given: { s: { ints: [1, 1, 3] }, token: [1, 1, 3] } }],
  ['a constant that was written for two samples', 'Constant Add', { inputs: { x: [2, 3] }, nodes: [['Expand', ['position', 's'], ['t']], ['Add', ['x', 't'], ['y']]], given: { s: { ints: [2, 3] }, position: [1, 3] } }],
  ['an LSTM with states of zeros', 'LSTM', { inputs: { x: [1, 4, 3] }, nodes: [['Transpose', ['x'], ['t'], { perm: [1, 0, 2] }], ['LSTM', ['t', 'w', 'r', '', '', 'z', 'z'], ['o'], { hidden_size: 2 }], ['Squeeze', ['o', 'one'], ['q']], ['Transpose', ['q'], ['y'], { perm: [1, 0, 2] }]], given: { w: [1, 8, 3], r: [1, 8, 2], z: { floats: [0, 0], shape: [1, 1, 2] }, one: { ints: [1] } } }],
] // prettier-ignore

await ready()

const typesOf = (document: Parameters<typeof nodesOf>[0]) =>
  nodesOf(document)
    .map(({ type }) => type)
    .filter((type) => type !== 'Input' && type !== 'Output')
    .join(' ')

describe.each(Object.entries({ folded, operators }))('what a file is made of: %s', (_, rows) => {
  it.each(rows)('%s', async (title, types, model) => {
    const { document } = await expectSameAsOnnxruntime(title, onnxModel(model))
    expect(typesOf(document)).toBe(types)
  })
})

describe('a batch that the file has fixed', () => {
  it.each(fixed)('may have any size: %s', async (title, types, model) => {
    const bytes = onnxModel(model)
    const [shape = []] = Object.values(model.inputs)
    const { document } = await expectSameAsOnnxruntime(title, bytes, { batch: Number(shape[0]) })
    expect(typesOf(document)).toBe(types)
    // Of several samples each gives what it gives alone, which onnxruntime says.
    if (shape[0] === 1) await expectSameAsOnnxruntime(title, bytes, { batch: 1, samples: 3 })
  })

  it('is kept where it cannot be another', async () => {
    const model = { inputs: { x: [2, 3] }, nodes: [['Transpose', ['x'], ['t']], ['MatMul', ['t', 'w'], ['y']]], given: { w: [2, 4] } } as const // prettier-ignore
    const { notes } = await expectSameAsOnnxruntime('turned', onnxModel(model), { batch: 2 })
    expect(notes.map(({ message }) => message)).toEqual([
      "The input 'x' is [2, 3] in the file, without a batch: of a batch here, the first sample is used.",
    ])
  })

  it('is none where two inputs have different ones', async () => {
    const model = { inputs: { x: [2, 3], z: [3] }, nodes: [['Add', ['x', 'z'], ['y']]] } as const
    await expectSameAsOnnxruntime('row', onnxModel(model), { batch: 2 })
  })

  it('is none of an input with one shape beside one whose batch is open', async () => {
    const model = { inputs: { x: ['batch', 3], z: [3] }, nodes: [['Add', ['x', 'z'], ['y']]] } as const
    await expectSameAsOnnxruntime('row', onnxModel(model))
  })
})
