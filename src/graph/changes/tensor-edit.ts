/** How a person changes a tensor by hand, as data: some numbers, a slice or all of it. */
import { z } from 'zod'

const count = z.int().min(0)
/** NaN and the infinities are numbers that a person may type too. */
const anyNumber = z.union([z.number(), z.nan(), z.literal(Infinity), z.literal(-Infinity)])
const numbers: z.ZodType<Float32Array, Float32Array> = z.instanceof(Float32Array)

/** A box inside a tensor: where it begins, and how long it is, in each dimension. */
const tensorPart = z.object({ start: z.array(count).max(16), size: z.array(count).max(16) })
export type TensorPart = z.infer<typeof tensorPart>

/** What the generator of noise and of initialisation starts from. */
const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

export const tensorEdit = z.discriminatedUnion('kind', [
  /** Elements by their place in row-major order: one value for all of them, or one for each. */
  z.object({ kind: z.literal('set'), indices: z.array(count).min(1).max(1_000_000), values: numbers }),
  z.object({ kind: z.literal('fill'), value: anyNumber, part: tensorPart.optional() }),
  z.object({ kind: z.literal('scale'), factor: anyNumber, part: tensorPart.optional() }),
  /** Adds std · N(0, 1), drawn in row-major order by a generator of its own. */
  z.object({ kind: z.literal('noise'), std: z.number().min(0), seed, part: tensorPart.optional() }),
  /** Row-major; the shape has to be that of the tensor or the part. */
  z.object({
    kind: z.literal('paste'),
    values: numbers,
    shape: z.array(count).max(16),
    part: tensorPart.optional(),
  }),
  /** Initialises a parameter or a buffer anew by a function of `nn.init`. */
  z.object({ kind: z.literal('init'), type: z.string(), params: z.record(z.string(), z.unknown()), seed }),
])
export type TensorEdit = z.infer<typeof tensorEdit>
/** The edits that say themselves which number becomes which; the others draw. */
export type PlainEdit = Extract<TensorEdit, { kind: 'set' | 'fill' | 'scale' | 'paste' }>

/** Places of a part in row-major order; all of them where no part is given. */
export function placesOf(shape: readonly number[], part: TensorPart | undefined): Uint32Array {
  const size = part?.size ?? shape
  const start = part?.start ?? shape.map(() => 0)
  const strides = shape.map((_, dim) => shape.slice(dim + 1).reduce((a, b) => a * b, 1))
  const places = new Uint32Array(size.reduce((a, b) => a * b, 1))
  for (let at = 0; at < places.length; at++) {
    let rest = at
    let place = 0
    for (let dim = size.length - 1; dim >= 0; dim--) {
      place += (start[dim]! + (rest % size[dim]!)) * strides[dim]!
      rest = Math.floor(rest / size[dim]!)
    }
    places[at] = place
  }
  return places
}

/** Whether a part lies inside a tensor of that shape. */
export function fitsIn(part: TensorPart, shape: readonly number[]): boolean {
  const { start, size } = part
  return (
    start.length === shape.length &&
    size.length === shape.length &&
    shape.every((length, dim) => start[dim]! + size[dim]! <= length)
  )
}

/**
 * The values after an edit: set and fill put numbers in their place, scale multiplies in single precision, paste puts an array
 * there. The places have to lie inside.
 */
export function edited(values: Float32Array, shape: readonly number[], edit: PlainEdit): Float32Array {
  const result = values.slice()
  if (edit.kind === 'set') {
    const [only] = edit.values
    edit.indices.forEach((place, i) => (result[place] = edit.values.length === 1 ? only! : edit.values[i]!))
    return result
  }
  placesOf(shape, edit.part).forEach((place, i) => {
    if (edit.kind === 'fill') result[place] = edit.value
    else if (edit.kind === 'scale') result[place] = result[place]! * Math.fround(edit.factor)
    else result[place] = edit.values[i]!
  })
  return result
}
