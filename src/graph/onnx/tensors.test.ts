import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { float } from './attribute-value'
import { attributeProto, readAttributes } from './attributes'
import { TensorProto_DataLocation, TensorProto_DataType, TensorProtoSchema } from './onnx_pb'
import { fromTensorProto, numbersOf, toTensorProto } from './tensors'

describe('a tensor in an ONNX file', () => {
  it.each([
    { dtype: 'F32', shape: [2, 2], values: Float32Array.of(1.5, -0, Infinity, 3e-40) },
    { dtype: 'I64', shape: [3], values: Int32Array.of(-1, 0, 2 ** 31 - 1) },
    { dtype: 'I32', shape: [], values: Int32Array.of(7) },
    { dtype: 'BOOL', shape: [2, 0], values: new Uint8Array(0) },
  ] as const)('comes back as it was: $dtype', (tensor) => {
    expect(fromTensorProto(toTensorProto('w', tensor))).toEqual(tensor)
  })

  it('is read wherever its values lie, in every float type', () => {
    const { FLOAT, DOUBLE, FLOAT16, BFLOAT16 } = TensorProto_DataType
    const read = (dataType: number, more: object) => [
      ...fromTensorProto(create(TensorProtoSchema, { name: 'w', dims: [2n], dataType, ...more })).values,
    ]
    expect(read(FLOAT, { floatData: [1, -2.5] })).toEqual([1, -2.5])
    expect(read(DOUBLE, { doubleData: [1, -2.5] })).toEqual([1, -2.5])
    expect(read(FLOAT16, { int32Data: [0x3c00, 0xc100] })).toEqual([1, -2.5])
    expect(read(FLOAT16, { rawData: Uint8Array.of(0x01, 0x00, 0x00, 0x7c) })).toEqual([
      Math.fround(2 ** -24),
      Infinity,
    ])
    expect(read(BFLOAT16, { rawData: Uint8Array.of(0x80, 0x3f, 0x20, 0xc0) })).toEqual([1, -2.5])
  })

  it('gives numbers of 64 bits where they bound a slice, and refuses them as weights', () => {
    const proto = create(TensorProtoSchema, {
      name: 'ends',
      dims: [1n],
      dataType: TensorProto_DataType.INT64,
      int64Data: [2n ** 63n - 1n],
    })
    expect([...numbersOf(proto)]).toEqual([2 ** 63])
    expect(() => fromTensorProto(proto)).toThrow("'ends' holds 9223372036854776000, which does not fit")
  })

  it.each([
    ['too few values', { dims: [3n], dataType: 1, rawData: new Uint8Array(8) }, 'has 2 values, but'],
    ['half a value', { dims: [1n], dataType: 1, rawData: new Uint8Array(3) }, 'has 0.75 values, but'],
    ['a negative size', { dims: [-1n], dataType: 1 }, 'no sound shape'],
    ['a size beyond reason', { dims: [2n ** 40n, 2n ** 40n], dataType: 1 }, 'no sound shape'],
    ['values elsewhere', { dims: [1n], dataType: 1, dataLocation: TensorProto_DataLocation.EXTERNAL }, 'lie in another file'],
    ['text', { dims: [1n], dataType: 8 }, 'holds STRING'],
    ['an unknown type', { dims: [1n], dataType: 99 }, "'w' holds values of the type 99, which Gradwire does not know."],
  ])('is refused with %s', (_, init, message) => {
    expect(() => fromTensorProto(create(TensorProtoSchema, { name: 'w', ...init }))).toThrow(message)
  }) // prettier-ignore
})

describe('the attributes of an ONNX node', () => {
  it('come back as they were', () => {
    const tensor = toTensorProto('', { dtype: 'F32', shape: [1], values: Float32Array.of(1) })
    const attribute = [
      attributeProto('axis', -1),
      attributeProto('alpha', float(0.5)),
      attributeProto('pads', [0, 1]),
      attributeProto('scales', { floats: [1, 2.5] }),
      attributeProto('mode', 'linear'),
      attributeProto('activations', ['Relu', 'Tanh']),
      attributeProto('value', { tensor }),
    ]
    expect(Object.fromEntries(readAttributes({ attribute }))).toEqual({
      axis: -1, alpha: 0.5, pads: [0, 1], scales: [1, 2.5], mode: 'linear', activations: ['Relu', 'Tanh'], value: tensor,
    }) // prettier-ignore
  })
})
