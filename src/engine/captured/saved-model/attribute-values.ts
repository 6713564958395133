/** Values of attributes, as TensorFlow's protocol buffers have them. */
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { AttrValueSchema } from './tensorflow_pb'

export type AttrValue = MessageInitShape<typeof AttrValueSchema>

export function typeValue(type: number): AttrValue {
  return { value: { case: 'type', value: type } }
}

export function textValue(text: string): AttrValue {
  return { value: { case: 's', value: new TextEncoder().encode(text) } }
}

export function countValue(count: number): AttrValue {
  return { value: { case: 'i', value: BigInt(count) } }
}

export function shapeValue(shape: readonly number[]): AttrValue {
  return { value: { case: 'shape', value: shapeOf(shape) } }
}

export function shapeOf(shape: readonly number[]): { dim: { size: bigint }[] } {
  return { dim: shape.map((size) => ({ size: BigInt(size) })) }
}
