import { fromBinary } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../document/document'
import type { SafeTensors } from '../../formats/safetensors'
import { inferDocument } from '../../infer/infer'
import type { GraphProto, ValueInfoProto } from '../../onnx/onnx_pb'
import { ModelProtoSchema } from '../../onnx/onnx_pb'
import { summarise } from '../summary'
import { testCnn, testDocument, testModule } from '../../document/test-graph'
import { exportOnnx } from './export-onnx'

/** A value for every parameter. */
function weightsOf(document: GraphDocument): SafeTensors {
  return new Map(
    summarise(inferDocument(document)).parameters.map(({ name, shape }) => [
      name,
      { dtype: 'F32', shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5) },
    ]),
  )
}

function modelOf(document: GraphDocument, batch: number | null = null) {
  const result = exportOnnx(inferDocument(document), weightsOf(document), batch)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return fromBinary(ModelProtoSchema, result.bytes)
}

function graphOf(document: GraphDocument): GraphProto {
  return modelOf(document).graph!
}

function text({ name, type }: ValueInfoProto): string {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined
  const dims = tensor?.shape?.dim.map(({ value }) => String(value.value))
  return `${name}: ${tensor?.elemType === 7 ? 'int64' : 'float32'} [${dims?.join(', ')}]`
}

function lines({ node }: GraphProto): string[] {
  return node.map(
    ({ opType, name, input, output }) => `${name}: ${output.join(', ')} = ${opType}(${input.join(', ')})`,
  )
}

describe('an ONNX model', () => {
  it('says who made it, and in which version of the operators', () => {
    const model = modelOf(testCnn())
    expect(model).toMatchObject({ producerName: 'Gradwire', irVersion: 9n })
    expect(model.opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 20n]])
  })

  it('has a batch of the size that is asked for', () => {
    const { input, output, valueInfo } = modelOf(testCnn(), 4).graph!
    expect([...input, ...output].map(text)).toEqual(['x: float32 [4, 1, 28, 28]', 'fc: float32 [4, 10]'])
    expect(valueInfo.map(text).filter((each) => each.includes('N'))).toEqual([])
  })

  it('takes the samples of a Dataset, leaves the loss out, and gives what the loss looks at', () => {
    const graph = graphOf(testCnn())
    expect(graph.input.map(text)).toEqual(['x: float32 [N, 1, 28, 28]'])
    expect(graph.output.map(text)).toEqual(['fc: float32 [N, 10]'])
    expect(lines(graph)).toEqual([
      'conv1: conv1 = Conv(x, conv1.weight, conv1.bias)',
      'relu1: relu1 = Relu(conv1)',
      'conv2: conv2 = Conv(relu1, conv2.weight, conv2.bias)',
      'pool: pool = MaxPool(conv2)',
      'flatten: flatten = Flatten(pool)',
      'fc: fc = Gemm(flatten, fc.weight, fc.bias)',
    ])
    expect(graph.initializer.map(({ name }) => name)).toEqual([
      'conv1.weight', 'conv1.bias', 'conv2.weight', 'conv2.bias', 'fc.weight', 'fc.bias',
    ]) // prettier-ignore
    expect(graph.valueInfo.map(text)).toContain('pool: float32 [N, 16, 14, 14]')
  })

  it('names nodes in modules by their path, and outputs after the Output nodes', () => {
    const document = testDocument(
      [['x: Input', { shape: [4], dtype: 'float32' }], ['block: Module', { module: 'Block' }], ['scores: Output']],
      ['x → block.h', 'block.y → scores'],
      { Block: testModule([['h: Input'], ['fc: Linear', { out_features: 2 }], ['y: Output']], ['h → fc', 'fc → y']) },
    ) // prettier-ignore
    expect(lines(graphOf(document))).toEqual(['block.fc: scores = Gemm(x, block.fc.weight, block.fc.bias)'])
  })

  it('has one tensor for parameters that are shared', () => {
    const graph = graphOf(
      testDocument(
        [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 4 }], ['b: Linear', { out_features: 4 }, { shared_with: 'a' }]],
        ['x → a', 'a → b'],
      ),
    ) // prettier-ignore
    expect(graph.initializer.map(({ name }) => name)).toEqual(['a.weight', 'a.bias'])
    expect(lines(graph)[1]).toBe('b: b = Gemm(a, a.weight, a.bias)')
  })

  it('has no nodes for what only training does, and copies a value that is given twice', () => {
    const graph = graphOf(
      testDocument(
        [['x: Input', { shape: [4] }], ['drop: Dropout'], ['tanh: Tanh'], ['a: Output'], ['b: Output'], ['same: Output']],
        ['x → drop', 'drop → tanh', 'tanh → a', 'tanh → b', 'drop → same'],
      ),
    ) // prettier-ignore
    expect(lines(graph)).toEqual([
      'tanh: a = Tanh(x)',
      'b/Identity: b = Identity(a)',
      'same/Identity: same = Identity(x)',
    ])
    expect(graph.output.map(({ name }) => name)).toEqual(['a', 'b', 'same'])
  })

  it('leaves out what no output needs, inputs too', () => {
    const graph = graphOf(
      testDocument(
        [['x: Input', { shape: [4] }], ['unused: Input', { shape: [4] }], ['tanh: Tanh'], ['side: Sigmoid'], ['relu: ReLU'], ['y: Output']],
        ['x → tanh', 'tanh → y', 'unused → side', 'side → relu'],
      ),
    ) // prettier-ignore
    expect(graph.input.map(({ name }) => name)).toEqual(['x'])
    expect(lines(graph)).toEqual(['tanh: y = Tanh(x)'])
  })

  it('applies the hooks of the forward pass', () => {
    const document = testDocument([['x: Input', { shape: [4] }], ['relu: ReLU'], ['y: Output']], ['x → relu', 'relu → y'])
    const hooks = [
      { id: 'h0', edge: 'e0', pass: 'forward', type: 'scale', params: { factor: 2 } },
      { id: 'h1', edge: 'e1', pass: 'backward', type: 'zero', params: {} },
      { id: 'h2', port: { node: 'relu', handle: 'output' }, pass: 'forward', type: 'clip_value', params: {} },
    ] as const
    const hooked = { ...document, modules: { Net: { ...document.modules['Net']!, hooks: [...hooks] } } }
    expect(lines(graphOf(hooked)).map((line) => line.replace(/.*= /, ''))).toEqual([
      'Mul(x, wires/e0/factor)',
      'Relu(wires/e0)',
      'Clip(relu, relu/hooks/output/min, relu/hooks/output/max)',
    ])
    const model = exportOnnx(inferDocument(hooked), new Map())
    expect(model).toMatchObject({ note: 'A hook was left out, as ONNX has no place for it: Net h1 (zero, relu.output → y.input backward).' })
  }) // prettier-ignore

  it('names the dimensions that come from the batch', () => {
    const graph = graphOf(
      testDocument(
        [['a: Input', { shape: [4] }], ['b: Input', { shape: [4] }], ['cat: Cat', { dim: 0 }], ['flatten: Flatten', { start_dim: 0 }]],
        ['a → cat.tensors.0', 'b → cat.tensors.1', 'cat → flatten'],
      ),
    ) // prettier-ignore
    expect(graph.valueInfo.map(text)).toEqual(['cat: float32 [2N, 4]'])
    expect(graph.output.map(text)).toEqual(['flatten: float32 [8N]'])
  })
})

describe('an export to ONNX is refused', () => {
  const refusals = (document: GraphDocument, weights = weightsOf(document)) => {
    const result = exportOnnx(inferDocument(document), weights)
    return result.kind === 'refused' ? result.findings : []
  }

  it('where the graph is wrong', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['fc: Linear', { in_features: 5, out_features: 2 }],
      ],
      ['x → fc'],
    )
    expect(refusals(document)).toMatchObject([{ name: 'fc' }])
  })

  it('where nothing comes out', () => {
    const document = testDocument([['x: Input', { shape: [4] }], ['loss: MSELoss']], ['x → loss', 'x → loss.target'])
    expect(refusals(document)).toMatchObject([{ message: 'The graph has no output.', remedy: 'Add an Output node.' }])
  }) // prettier-ignore

  it('where an output needs a loss, with the place', () => {
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['y: Input', { shape: [4] }], ['loss: MSELoss'], ['out: Output']],
      ['x → loss', 'y → loss.target', 'loss → out'],
    )
    expect(refusals(document)).toMatchObject([{ module: 'Net', node: 'loss', remedy: 'Take out the wire that leaves it.' }])
  }) // prettier-ignore

  it('where weights are missing, with the node', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Linear', { out_features: 2 }],
        ['b: Linear', { out_features: 2 }],
      ],
      ['x → a', 'a → b'],
    )
    expect(refusals(document, new Map())).toMatchObject([
      { node: 'a', message: "There is no 'a.weight' among the weights." },
    ])
  })

  it.each([
    ['noise', {}, /^The hook 'h0' \(noise\) cannot be written: ONNX has no operator/],
    [
      'expression',
      { expr: 'x * step' },
      /^The hook 'h0' \(expression\) cannot be written: ONNX has no training steps/,
    ],
  ])('where a hook draws numbers or counts steps: %s', (type, params, message) => {
    const document = testDocument([['x: Input', { shape: [4] }], ['relu: ReLU']], ['x → relu'])
    const hooks = [{ id: 'h0', edge: 'e0', pass: 'forward' as const, type, params }]
    const hooked = { ...document, modules: { Net: { ...document.modules['Net']!, hooks } } }
    expect(refusals(hooked)).toMatchObject([
      { edge: 'e0', message: expect.stringMatching(message) as string },
    ])
  })

  it('where the weights are more than a file holds', () => {
    const rows = 2 ** 26
    const names = Array.from({ length: 9 }, (_, i) => `table${i}`)
    const document = testDocument(
      [
        ['x: Input', { shape: [], dtype: 'int64' }],
        ...names.map((name) => [`${name}: Embedding`, { num_embeddings: rows, embedding_dim: 1 }] as const),
      ],
      names.map((name) => `x → ${name}`),
    )
    // One block of memory that nobody touches stands for all of them.
    const values = new Float32Array(rows)
    const weights: SafeTensors = new Map(
      names.map((name) => [`${name}.weight`, { dtype: 'F32', shape: [rows, 1], values }]),
    )
    const [finding] = refusals(document, weights)
    expect(finding?.message).toBe('The weights take 2.3 GiB, and an ONNX file holds at most 2.')
  })
})
