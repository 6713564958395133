/** Small ONNX models, written in tests. */
import { create, toBinary } from '@bufbuild/protobuf'
import { attributeProto } from '../../onnx/attributes'
import type { AttributeValue } from '../../onnx/attribute-value'
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  ValueInfoProtoSchema,
} from '../../onnx/onnx_pb'
import type { TensorProto, ValueInfoProto } from '../../onnx/onnx_pb'
import { toTensorProto } from '../../onnx/tensors'

/** Operator, inputs, outputs, attributes; the domain follows a colon before the operator. */
export type NodeRow = readonly [
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes?: Readonly<Record<string, AttributeValue>>,
]

/** A shape, filled with numbers from −1 to 1; or whole numbers, or given numbers. */
export type TensorRow =
  | readonly number[]
  | { readonly ints: readonly number[]; readonly shape?: readonly number[] }
  | { readonly floats: readonly number[]; readonly shape?: readonly number[] }

export interface ModelRow {
  nodes: readonly NodeRow[]
  /** Shapes; text is the name of a size. */
  inputs: Readonly<Record<string, readonly (number | string)[]>>
  /** Names of the inputs that hold int64. */
  integers?: readonly string[]
  outputs?: readonly string[]
  given?: Readonly<Record<string, TensorRow>>
  opset?: number
}

/** The bytes of a model. */
export function onnxModel({
  nodes,
  inputs,
  integers = [],
  outputs = ['y'],
  given = {},
  opset = 17,
}: ModelRow): Uint8Array {
  const { FLOAT, INT64 } = TensorProto_DataType
  const graph = create(GraphProtoSchema, {
    name: 'test',
    node: nodes.map(([op, input, output, attributes = {}], index) => {
      const [opType = '', domain = ''] = op.split(':').toReversed()
      const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(name, value))
      return create(NodeProtoSchema, {
        name: `/part/${opType}_${index}`,
        opType,
        domain,
        input: [...input],
        output: [...output],
        attribute,
      })
    }),
    input: Object.entries(inputs).map(([name, shape]) =>
      info(name, integers.includes(name) ? INT64 : FLOAT, shape),
    ),
    output: outputs.map((name) => info(name, FLOAT)),
    initializer: Object.entries(given).map(([name, row]) => tensorOf(name, row)),
  })
  const opsetImport = [create(OperatorSetIdProtoSchema, { version: BigInt(opset) })]
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, producerName: 'test', graph, opsetImport }),
  )
}

function info(name: string, elemType: number, shape?: readonly (number | string)[]): ValueInfoProto {
  const dim = shape?.map((size) => ({
    value:
      typeof size === 'number'
        ? ({ case: 'dimValue', value: BigInt(size) } as const)
        : ({ case: 'dimParam', value: size } as const),
  }))
  const value = { elemType, ...(dim === undefined ? {} : { shape: { dim } }) }
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value } } })
}

function tensorOf(name: string, row: TensorRow): TensorProto {
  if ('ints' in row)
    return toTensorProto(name, {
      dtype: 'I64',
      shape: row.shape ?? [row.ints.length],
      values: Int32Array.from(row.ints),
    })
  if ('floats' in row)
    return toTensorProto(name, {
      dtype: 'F32',
      shape: row.shape ?? [row.floats.length],
      values: Float32Array.from(row.floats),
    })
  const length = row.reduce((product, size) => product * size, 1)

  return toTensorProto(name, {
    dtype: 'F32',
    shape: row,
    values: Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + length)),
  })
}
