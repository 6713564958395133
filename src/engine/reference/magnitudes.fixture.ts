/** The magnitudes of what the engine gives, where no script of PyTorch's found them: see docs/testing.md. */
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { backend, watchKernels } from '../backend/index'
import type { KernelWatch } from '../backend/index'
import type { Handle } from '../backend/types'

/** By how much a number is changed, relative to itself: well above what single precision rounds. */
const STEP = 2 ** -14
const SAMPLES = 16

/** Kernels that do no arithmetic: they move numbers, choose among them, or make them of nothing. */
const EXACT = new Set([
  'Create', 'Read', 'Free', 'Fill', 'Reshape', 'Transpose', 'Cast', 'Concat', 'Slice', 'StridedSlice', 'StridedSliceGrad', 'Pad',
  'MirrorPad', 'Tile', 'BroadcastTo', 'Reverse', 'Gather', 'OneHot', 'Select', 'Clip', 'TopK', 'MaxPool', 'MaxPoolWithPlaces',
  'Max', 'Min', 'Maximum', 'Minimum', 'Abs', 'Neg', 'Relu', 'Relu6', 'ReluGrad', 'Relu6Grad', 'Sign', 'Round', 'Floor', 'Ceil',
]) // prettier-ignore

/** By kernel, a number that the other side adds to what the kernel gives, and takes away again. */
type Added = Readonly<Record<string, number>>

/** What onnxruntime's activations do so: Elu and its kind take 1 from eˣ, Sigmoid adds ½ to an odd function. */
export const ADDED_BY_ONNXRUNTIME: Added = { Expm1: 1, Sigmoid: 0.5 }

export type Results<Key> = ReadonlyMap<Key, ArrayLike<number>>

/**
 * How much each result moves, in units of `STEP`, when every number that goes in and every number that a kernel gives on the
 * way is changed by that much of itself, up or down at random: the largest of several tries, as far as they were made.
 *
 * Where half the change makes as much of a difference it was a jump, which counts for nothing.
 */
export function* growingMagnitudes<Key>(
  given: readonly SafeTensors[],
  run: (given: readonly SafeTensors[]) => Results<Key>,
  added: Added = {},
): Generator<ReadonlyMap<Key, Float64Array>, void> {
  const before = run(given)
  const magnitudes = new Map([...before].map(([key, values]) => [key, new Float64Array(values.length)]))
  for (let sample = 0; sample < SAMPLES; sample++) {
    const changed = (step: number): Results<Key> => {
      const sign = signs(sample)
      const moved = given.map((tensors) => movedTensors(tensors, step, sign))
      return watchKernels(rounding(step, sign, added), () => run(moved))
    }
    const [whole, half] = [changed(STEP), changed(STEP / 2)]
    for (const [key, most] of magnitudes) {
      const slope = (after: Results<Key>, i: number, step: number): number =>
        Math.abs(after.get(key)![i]! - before.get(key)![i]!) / step
      most.forEach((value, i) => {
        const steep = slope(whole, i, STEP)
        const isJump = !(slope(half, i, STEP / 2) <= 1.5 * steep)
        if (!isJump && Number.isFinite(steep)) most[i] = Math.max(value, steep)
      })
    }
    yield magnitudes
  }
}

/** Changes what kernels give as rounding would. */
function rounding(step: number, sign: () => number, added: Added): KernelWatch {
  return (name, run) => {
    const result = run()
    if (EXACT.has(name)) return result
    const besides = added[name] ?? 0
    const changed = (x: Handle): Handle => {
      if (x.type !== 'float32') return x
      // Of an infinity, such as what hides a place from a softmax, nothing is rounded away.
      const move = (value: number): number => {
        const part = step * sign() * (Math.abs(value) + besides)
        return Number.isFinite(value) ? value + part : value
      }
      const values = Float32Array.from(backend.read(x), move)
      const { shape } = x
      backend.free(x)
      return backend.create(values, shape, 'float32')
    }
    return (Array.isArray(result) ? result.map(changed) : changed(result as Handle)) as typeof result
  }
}

function movedTensors(tensors: SafeTensors, step: number, sign: () => number): SafeTensors {
  const moved = (tensor: SafeTensor): SafeTensor => ({
    ...tensor,
    values: Float32Array.from(tensor.values, (value) => value + step * sign() * value),
  })
  return new Map([...tensors].map(([key, tensor]) => [key, tensor.dtype === 'F32' ? moved(tensor) : tensor]))
}

/** −1 and 1 at random, the same for the same seed. */
function signs(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1
  return () => {
    // Marsaglia's xorshift of 32 bits.
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 1 ? 1 : -1
  }
}
