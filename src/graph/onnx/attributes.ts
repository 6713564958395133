/** Attributes of ONNX nodes, to and from plain values. */
import { create } from '@bufbuild/protobuf'
import { decodeUtf8, encodeUtf8 } from '../formats/utf8'
import type { AttributeValue } from './attribute-value'
import type { AttributeProto, NodeProto, TensorProto } from './onnx_pb'
import { AttributeProto_AttributeType as Kind, AttributeProtoSchema } from './onnx_pb'

/** Writes one attribute. */
export function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: Kind.INT, i: BigInt(value) })
  if (typeof value === 'string')
    return create(AttributeProtoSchema, { name, type: Kind.STRING, s: encodeUtf8(value) })
  if ('float' in value) return create(AttributeProtoSchema, { name, type: Kind.FLOAT, f: value.float })
  if ('floats' in value)
    return create(AttributeProtoSchema, { name, type: Kind.FLOATS, floats: [...value.floats] })
  if ('tensor' in value) return create(AttributeProtoSchema, { name, type: Kind.TENSOR, t: value.tensor })
  if (isTexts(value))
    return create(AttributeProtoSchema, { name, type: Kind.STRINGS, strings: value.map(encodeUtf8) })
  return create(AttributeProtoSchema, { name, type: Kind.INTS, ints: value.map(BigInt) })
}

function isTexts(list: readonly number[] | readonly string[]): list is readonly string[] {
  return typeof list[0] === 'string'
}

/** What a node was written with; graphs, sparse tensors and types come as the message itself. */
export type ReadValue = number | number[] | string | string[] | TensorProto | AttributeProto

/**
 * The attributes of a node by name. Whole numbers beyond 2⁵³ lose their last digits.
 * Errors: text that is not UTF-8.
 */
export function readAttributes({ attribute }: Pick<NodeProto, 'attribute'>): Map<string, ReadValue> {
  return new Map(attribute.map((each) => [each.name, readValue(each)]))
}

function readValue(attribute: AttributeProto): ReadValue {
  const read = READERS[attribute.type]
  return read === undefined ? attribute : read(attribute)
}

const READERS: Partial<Record<Kind, (attribute: AttributeProto) => ReadValue>> = {
  [Kind.INT]: ({ i }) => Number(i),
  [Kind.INTS]: ({ ints }) => ints.map(Number),
  [Kind.FLOAT]: ({ f }) => f,
  [Kind.FLOATS]: ({ floats }) => floats,
  [Kind.STRING]: ({ s }) => decodeUtf8(s),
  [Kind.STRINGS]: ({ strings }) => strings.map(decodeUtf8),
  [Kind.TENSOR]: (attribute) => attribute.t ?? attribute,
}
