/** What tells tensors apart to the last bit, without their values. */
import type { Attribute, Binding } from '../backend/binding'
import type { Form } from './trace'

/** From so many values on TensorFlow hashes them where they lie: what is read takes memory twice more. */
const LARGE = 4096
/** TF_UINT8 in TensorFlow's C interface; the addon does not name it. */
const BYTE = 4
const METHOD = new TextEncoder().encode('farmhash64')

/**
 * The same for two tensors of one form whose values are the same to the last bit: then nobody can tell which way a step ran, whoever stops
 * inside one, goes on from a checkpoint, or changes something in between. Few values stand in it as they are, of many it is a hash of 64 bits.
 */
export function digestOf(native: Binding, id: number, { shape, dtype }: Form): string {
  const size = shape.reduce((product, length) => product * length, 1)
  if (size < LARGE) return textOf(native, id)
  const made: number[] = []
  const note = (tensor: number): number => {
    made.push(tensor)
    return tensor
  }
  const run = (name: string, attributes: readonly Attribute[], inputs: number[]): number =>
    note(native.executeOp(name, attributes, inputs, 1)[0]!.id)
  const type = (name: string, value: number): Attribute => ({ name, type: native.TF_ATTR_TYPE, value })
  const shapeOf = (lengths: number[]): number =>
    note(native.createTensor([lengths.length], native.TF_INT32, Int32Array.from(lengths)))
  try {
    const method = note(native.createTensor([], native.TF_STRING, [METHOD]))
    const row = run('Reshape', [], [id, shapeOf([1, -1])])
    const bytes = run('Fingerprint', [type('T', dtype)], [row, method])
    const words = run('Reshape', [], [bytes, shapeOf([2, 4])])
    return textOf(native, run('Bitcast', [type('T', BYTE), type('type', native.TF_INT32)], [words]))
  } finally {
    for (const tensor of made) native.deleteTensor(tensor)
  }
}

function textOf(native: Binding, id: number): string {
  const { buffer, byteOffset, byteLength } = native.tensorDataSync(id)
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}
