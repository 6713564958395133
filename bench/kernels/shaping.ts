import type { Handle } from '../../src/engine/backend/types'
import { eachPlace, offsetOf, sizeOf, type Case, type Generator, type Kit } from './case'
import { broadcastShapes, spread } from './elementwise'
import type { Random } from './random'

/** Kernels that move values: each value of the output is one of the input. */
export const SHAPING_CASES: Readonly<Record<string, Generator>> = {
  Reshape: (random) => {
    const shape = random.shape(1, 4)
    const target = random.pick([[sizeOf(shape)], [1, sizeOf(shape)], [...shape].reverse(), [...shape, 1]])
    return moved(random, shape, target, (kit, x) => kit.backend.reshape(x, target), (place) => offsetOf(place, target)) // prettier-ignore
  },
  Transpose: (random) => {
    const shape = random.shape(1, 6, random.chance(0.1) ? 12 : 5)
    const order = random.order(shape.length)
    const target = order.map((dim) => shape[dim]!)
    const source = (place: readonly number[]): number => {
      const from = shape.map(() => 0)
      order.forEach((dim, at) => (from[dim] = place[at]!))
      return offsetOf(from, shape)
    }
    return moved(random, shape, target, (kit, x) => kit.backend.transpose(x, order), source, order.join())
  },
  Slice: (random) => {
    const shape = random.shape(1, 6)
    const begin = shape.map((length) => random.int(0, length - 1))
    const size = shape.map((length, dim) => random.int(1, length - begin[dim]!))
    const source = (place: readonly number[]): number => offsetOf(place.map((i, dim) => i + begin[dim]!), shape) // prettier-ignore
    return moved(random, shape, size, (kit, x) => kit.backend.slice(x, begin, size), source, begin.join())
  },
  StridedSlice: (random) => {
    const { shape, begin, end, strides, target } = strided(random)
    const source = (place: readonly number[]): number =>
      offsetOf(place.map((i, dim) => begin[dim]! + i * strides[dim]!), shape) // prettier-ignore
    return moved(random, shape, target, (kit, x) => kit.backend.stridedSlice(x, begin, end, strides), source, `${begin.join()} ${end.join()} ${strides.join()}`) // prettier-ignore
  },
  StridedSliceGrad: stridedSliceGrad,
  Tile: (random) => {
    const shape = random.shape(1, 4, 4)
    const repeats = shape.map(() => random.int(1, 3))
    const target = shape.map((length, dim) => length * repeats[dim]!)
    const source = (place: readonly number[]): number => offsetOf(place.map((i, dim) => i % shape[dim]!), shape) // prettier-ignore
    return moved(random, shape, target, (kit, x) => kit.backend.tile(x, repeats), source, repeats.join())
  },
  BroadcastTo: (random) => {
    const [[a, b], target] = broadcastShapes(random)
    const shape = sizeOf(a) < sizeOf(b) ? a : b
    return moved(random, shape, target, (kit, x) => kit.backend.broadcastTo(x, target), (place) => spread(place, shape)) // prettier-ignore
  },
  ReverseV2: (random) => {
    const shape = random.shape(1, 5)
    const axes = random.order(shape.length).slice(0, random.int(1, shape.length))
    const source = (place: readonly number[]): number =>
      offsetOf(place.map((i, dim) => (axes.includes(dim) ? shape[dim]! - 1 - i : i)), shape) // prettier-ignore
    return moved(random, shape, shape, (kit, x) => kit.backend.reverse(x, axes), source, axes.join())
  },
  PadV2: padCase,
  MirrorPad: (random) => {
    const shape = random.shape(1, 4)
    const paddings = shape.map((length) => [random.int(0, length - 1), random.int(0, length - 1)] as const)
    const target = shape.map((length, dim) => length + paddings[dim]![0] + paddings[dim]![1])
    const mirrored = (at: number, length: number): number => {
      const inside = Math.abs(at)
      return inside < length ? inside : 2 * (length - 1) - inside
    }
    const source = (place: readonly number[]): number =>
      offsetOf(place.map((i, dim) => mirrored(i - paddings[dim]![0], shape[dim]!)), shape) // prettier-ignore
    return moved(random, shape, target, (kit, x) => kit.backend.mirrorPad(x, paddings), source, paddings.join(' ')) // prettier-ignore
  },
  GatherV2: (random) => {
    const shape = random.shape(1, 4)
    const axis = random.int(0, shape.length - 1)
    const lead = random.shape(1, 2)
    const indices = random.ints(sizeOf(lead), 0, shape[axis]! - 1)
    const target = [...shape.slice(0, axis), ...lead, ...shape.slice(axis + 1)]
    const source = (place: readonly number[]): number => {
      const index = indices[offsetOf(place.slice(axis, axis + lead.length), lead)]!
      return offsetOf([...place.slice(0, axis), index, ...place.slice(axis + lead.length)], shape)
    }
    return moved(random, shape, target, (kit, x) => kit.backend.gather(x, kit.ints(indices, lead), axis), source, `[${lead.join()}] along ${axis}`) // prettier-ignore
  },
  Split: (random) => {
    const count = random.int(1, 5)
    const axis = random.int(0, 2)
    const part = random.shape(3, 3)
    const shape = part.map((length, dim) => (dim === axis ? length * count : length))
    const values = random.floats(sizeOf(shape))
    const value = (of: number, place: readonly number[]): number =>
      values[
        offsetOf(
          place.map((i, dim) => (dim === axis ? of * part[axis]! + i : i)),
          shape,
        )
      ]!
    return {
      text: `[${shape.join()}] along ${axis} in ${count}`,
      run: (kit) => kit.backend.split(kit.floats(values, shape), axis, count).map((each) => kit.own(each)),
      want: () => Array.from({ length: count }, (_, of) => ({ values: eachPlace(part, (place) => value(of, place)), shape: part, exact: true })), // prettier-ignore
    }
  },
  ConcatV2: (random) => {
    const shape = random.shape(1, 4)
    const axis = random.int(0, shape.length - 1)
    const shapes = Array.from({ length: random.int(2, 5) }, () => shape.map((length, dim) => (dim === axis ? random.int(1, 5) : length))) // prettier-ignore
    const parts = shapes.map((each) => random.floats(sizeOf(each)))
    const target = shape.map((length, dim) => (dim === axis ? shapes.reduce((sum, each) => sum + each[axis]!, 0) : length)) // prettier-ignore
    const value = (place: readonly number[]): number => {
      let [part, at] = [0, place[axis]!]
      while (at >= shapes[part]![axis]!) at -= shapes[part++]![axis]!
      return parts[part]![offsetOf(place.map((i, dim) => (dim === axis ? at : i)), shapes[part]!)]! // prettier-ignore
    }
    return {
      text: `${shapes.map((each) => `[${each.join()}]`).join(' ')} along ${axis}`,
      run: (kit) => [kit.own(kit.backend.concat(parts.map((part, i) => kit.floats(part, shapes[i]!)), axis))], // prettier-ignore
      want: () => [{ values: eachPlace(target, value), shape: target, exact: true }],
    }
  },
  Fill: (random) => {
    const shape = random.shape(0, 4)
    const type = random.pick(['float32', 'int32'] as const)
    const value = random.int(-9, 9)
    return {
      text: `[${shape.join()}] of ${value}`,
      run: (kit) => [kit.own(kit.backend.fill(shape, value, type))],
      want: () => [{ values: eachPlace(shape, () => value), shape, exact: true }],
    }
  },
  OneHot: (random) => {
    const shape = random.shape(1, 3)
    const depth = random.int(1, 7)
    const indices = random.ints(sizeOf(shape), 0, depth - 1)
    const target = [...shape, depth]
    const value = (place: readonly number[]): number => Number(indices[offsetOf(place.slice(0, -1), shape)] === place.at(-1)) // prettier-ignore
    return {
      text: `[${shape.join()}] of ${depth}`,
      run: (kit) => [kit.own(kit.backend.oneHot(kit.ints(indices, shape), depth))],
      want: () => [{ values: eachPlace(target, value), shape: target, exact: true }],
    }
  },
  Cast: (random) => {
    const shape = random.shape(0, 4)
    const [from, to] = [random.pick(['float32', 'int32', 'bool'] as const), random.pick(['float32', 'int32', 'bool'] as const)] // prettier-ignore
    const values = { float32: random.floats(sizeOf(shape)), int32: random.ints(sizeOf(shape)), bool: random.bools(sizeOf(shape)) }[from] // prettier-ignore
    const cast = (x: number): number => (to === 'bool' ? Number(x !== 0) : to === 'int32' ? Math.trunc(x) : x)
    return {
      text: `${from} → ${to} [${shape.join()}]`,
      run: (kit) => [kit.own(kit.backend.cast(kit.tensor(values, shape, from), to))],
      want: () => [{ values: Array.from(values, cast), shape, exact: true }],
    }
  },
  SelectV2: (random) => {
    const [shapes, target] = broadcastShapes(random)
    const [a, b] = [random.floats(sizeOf(shapes[0])), random.floats(sizeOf(shapes[1]))]
    const condition = random.bools(sizeOf(target))
    const value = (place: readonly number[]): number =>
      condition[offsetOf(place, target)] ? a[spread(place, shapes[0])]! : b[spread(place, shapes[1])]!
    return {
      text: `[${target.join()}] [${shapes[0].join()}] [${shapes[1].join()}]`,
      run: (kit) => [kit.own(kit.backend.select(kit.bools(condition, target), kit.floats(a, shapes[0]), kit.floats(b, shapes[1])))], // prettier-ignore
      want: () => [{ values: eachPlace(target, value), shape: target, exact: true }],
    }
  },
}

function moved(
  random: Random,
  shape: readonly number[],
  target: readonly number[],
  run: (kit: Kit, x: Handle) => Handle,
  source: (place: readonly number[]) => number,
  more = '',
): Case {
  const type = random.pick(['float32', 'float32', 'int32'] as const)
  const values = type === 'int32' ? random.ints(sizeOf(shape)) : random.floats(sizeOf(shape))
  return {
    text: `${type} [${shape.join()}] → [${target.join()}] ${more}`,
    run: (kit) => [kit.own(run(kit, kit.tensor(values, shape, type)))],
    want: () => [
      { values: eachPlace(target, (place) => values[source(place)]!), shape: target, exact: true },
    ],
  }
}

function strided(random: Random): Record<'shape' | 'begin' | 'end' | 'strides' | 'target', number[]> {
  const shape = random.shape(1, 5, 8)
  const begin = shape.map((length) => random.int(0, length - 1))
  const end = shape.map((length, dim) => random.int(begin[dim]! + 1, length))
  const strides = shape.map(() => random.int(1, 3))
  const target = shape.map((_, dim) => Math.ceil((end[dim]! - begin[dim]!) / strides[dim]!))
  return { shape, begin, end, strides, target }
}

function stridedSliceGrad(random: Random): Case {
  const { shape, begin, end, strides, target } = strided(random)
  const grad = random.floats(sizeOf(target))
  const value = (place: readonly number[]): number => {
    const from = place.map((i, dim) => (i - begin[dim]!) / strides[dim]!)
    const inside = from.every((i, dim) => Number.isInteger(i) && i >= 0 && i < target[dim]!)
    return inside ? grad[offsetOf(from, target)]! : 0
  }
  return {
    text: `[${shape.join()}] ${begin.join()} ${end.join()} ${strides.join()}`,
    run: (kit) => [
      kit.own(kit.backend.stridedSliceGrad(shape, kit.floats(grad, target), begin, end, strides)),
    ],
    want: () => [{ values: eachPlace(shape, value), shape, exact: true }],
  }
}

function padCase(random: Random): Case {
  const shape = random.shape(1, 6, 4)
  const paddings = shape.map(() => [random.int(0, 2), random.int(0, 2)] as const)
  const target = shape.map((length, dim) => length + paddings[dim]![0] + paddings[dim]![1])
  const outside = random.pick([0, 0, -Infinity, 1.5])
  const values = random.floats(sizeOf(shape))
  const value = (place: readonly number[]): number => {
    const from = place.map((i, dim) => i - paddings[dim]![0])
    return from.every((i, dim) => i >= 0 && i < shape[dim]!) ? values[offsetOf(from, shape)]! : outside
  }
  return {
    text: `[${shape.join()}] ${paddings.join(' ')} with ${outside}`,
    run: (kit) => [kit.own(kit.backend.pad(kit.floats(values, shape), paddings, outside))],
    want: () => [{ values: eachPlace(target, value), shape: target, exact: true }],
  }
}
