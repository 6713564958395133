/** What the Dataset node can give: the types of `x` and `y` of each source. */
import { BATCH } from '../types/dims'
import type { Shape, TensorType } from '../types/dims'

export interface DataSource {
  /** What the samples are, and what is to be said about them. */
  doc: string
  /** Of one sample; a sequence has `length` elements. */
  x: (length: number) => TensorType
  y: (length: number) => TensorType
  /** Elements of a sequence where the node does not say; left out: no sequence. */
  length?: number
}

/** Every source by its name, in the order of the form: points, values, pictures, sequences, files. */
export const dataSources = {
  blobs: points('two clouds of points that overlap a little'),
  moons: points('two half circles that reach into each other'),
  xor: points('points at the corners of a square, class 1 where their signs differ'),
  spirals: points('two arms of a spiral'),
  'house-prices': { doc: 'the area of a house and its price', x: values([1]), y: values([1]) },
  digits: { doc: 'written digits, drawn by a generator', x: values([1, 28, 28]), y: indices([]) },
  textures: { doc: 'coloured patterns of six kinds', x: values([3, 32, 32]), y: indices([]) },
  shapes: {
    doc: 'discs, squares and triangles, and what each pixel belongs to',
    x: values([1, 32, 32]),
    y: indices([32, 32]),
  },
  reversal: { doc: 'rows of digits, and the same backwards', ...sequence(), length: 8 },
  text: { doc: 'pieces of old verses, and the character after each character', ...sequence(), length: 32 },
  'mnist-idx': {
    doc: 'the four MNIST files from a folder',
    x: values([1, 28, 28]),
    y: indices([]),
  },
} satisfies Record<string, DataSource>

export type DataSourceName = keyof typeof dataSources

export const dataSourceNames = Object.keys(dataSources) as DataSourceName[]

function points(doc: string): DataSource {
  return { doc, x: values([2]), y: indices([]) }
}

function sequence(): Pick<DataSource, 'x' | 'y'> {
  const type = (length: number) => indices([length])()
  return { x: type, y: type }
}

function values(shape: Shape): () => TensorType {
  return () => ({ shape: [BATCH, ...shape], dtype: 'float32' })
}

function indices(shape: Shape): () => TensorType {
  return () => ({ shape: [BATCH, ...shape], dtype: 'int64' })
}
