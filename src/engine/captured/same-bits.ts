/** Whether two ways to compute a step agree. */
import type { Binding } from '../backend/binding'
import type { KernelData } from '../backend/types'
import type { Form } from './trace'

/** From so many values on TensorFlow compares them where they lie: what is read takes memory twice more. */
const LARGE = 4096

/**
 * Whether two tensors of one form are the same to the last bit: then nobody can tell which way a step ran, whoever stops inside one, goes on
 * from a checkpoint, or changes something in between.
 */
export function sameBits(native: Binding, a: number, b: number, { shape, dtype }: Form): boolean {
  const size = shape.reduce((product, length) => product * length, 1)
  if (size < LARGE || dtype !== native.TF_FLOAT)
    return bytesOf(native.tensorDataSync(a)).equals(bytesOf(native.tensorDataSync(b)))
  const made: number[] = []
  const run = (name: string, inputs: number[], types: Record<string, number> = {}): number => {
    const attributes = Object.entries(types).map(([attribute, value]) => ({
      name: attribute,
      type: native.TF_ATTR_TYPE,
      value,
    }))
    made.push(native.executeOp(name, attributes, inputs, 1)[0]!.id)
    return made.at(-1)!
  }
  const bits = { T: native.TF_FLOAT, type: native.TF_INT32 }
  try {
    const axes = Int32Array.from(shape.keys())
    made.push(native.createTensor([axes.length], native.TF_INT32, axes))
    const [all] = made
    const differ = run('NotEqual', [run('Bitcast', [a], bits), run('Bitcast', [b], bits)])
    return native.tensorDataSync(run('Any', [differ, all!]))[0] === 0
  } finally {
    for (const id of made) native.deleteTensor(id)
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: KernelData): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
