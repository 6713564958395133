/** Small graphs that hold one node each, with what to feed them: every node type with the params of the saved rows. */
import type { GraphDocument } from '../../graph/document'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { expandHandles } from '../../graph/handles'
import { nodeDefinition } from '../../graph/nodes/index'
import layerShapes from '../../graph/reference/layer-shapes.json'
import shapes from '../../graph/reference/shapes.json'
import { testDocument } from '../../graph/test-graph'
import { Generator, scope } from '../index'
import { restore, savedRows, type SavedTensor } from './compare'

export interface NodeRow {
  type: string
  params: Record<string, unknown>
  inputs: SavedTensor[] | Record<string, SavedTensor>
  training?: boolean
  error?: string
  gradInputs?: (SavedTensor | null)[] | Record<string, SavedTensor | null>
}

export interface NodeGraph {
  title: string
  type: string
  document: GraphDocument
  inputs: SafeTensors
  mode: 'train' | 'eval'
  /** Inputs whose gradient is no number in PyTorch. */
  frozen: string[]
}

/** Types that the version of PyTorch which made the saved rows did not have. */
const NEWER: NodeRow[] = [4, [3, 4]].flatMap((shape) =>
  [{}, { eps: 0.1 }, { elementwise_affine: false }].map((more) => ({
    type: 'RMSNorm',
    params: { normalized_shape: shape, ...more },
    inputs: [],
  })),
)

const random = new Generator(7)

/** Normal values, or class numbers 0 and 1. */
export function made(shape: readonly number[], dtype: string): SavedTensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const values = Array.from({ length: count }, (_, i) => (dtype === 'int64' ? i % 2 : random.normal()))
  return { shape: [...shape], dtype: dtype as 'float32', values }
}

/** Rows without values that are saved to compare shapes. `fewer`: of rows that differ in sizes only, some. */
function rowsOfShapes(fewer: boolean): NodeRow[] {
  const cases = [...shapes.cases, ...layerShapes.cases] as {
    type: string
    params: Record<string, unknown>
    inputs: { shape: number[]; dtype: string }[]
    error?: string
  }[]
  const seen = new Map<string, number>()
  return cases.flatMap((row) => {
    const count = (seen.get(row.type) ?? 0) + (row.error === undefined ? 1 : 0)
    seen.set(row.type, count)
    if (row.error !== undefined || (fewer && count > 12 && count % 10 !== 0)) return []
    return [{ ...row, inputs: row.inputs.map(({ shape, dtype }) => made(shape, dtype)) }]
  })
}

/** Every saved row that PyTorch accepts. */
export function nodeRows({ fewer }: { fewer: boolean }): NodeRow[] {
  const saved = ['activations', 'losses', 'sequences', 'attention'].flatMap((name) =>
    savedRows<NodeRow>(name),
  )
  const newer = NEWER.map((row) => ({ ...row, inputs: [made([2, 3, 4], 'float32')] }))
  return [...saved, ...newer, ...rowsOfShapes(fewer)].filter(
    (row) => row.error === undefined && row.params['reduction'] !== 'none',
  )
}

/**
 * One node between Input nodes and Output nodes `<handle>_result`; none where the type is not called so, or an input has no
 * batch.
 *
 * @param cubed Results are cubed: the sum of normalised ones, or of their squares, is a constant.
 */
export function nodeGraph(
  { type, params, inputs: given, training = true, gradInputs }: NodeRow,
  call: 'module' | 'functional',
  { index, cubed }: { index: number; cubed: boolean },
): NodeGraph[] {
  const definition = nodeDefinition(type)
  if (!definition?.calls.includes(call)) return []
  const context = { modules: {} }
  const parsed = definition.params.parse(params)
  const names = Array.isArray(given) ? given.map((_, i) => `tensors.${i}`) : Object.keys(given)
  const handles = expandHandles(definition.inputs(parsed, context), names).map(({ name }) => name)
  const tensors = Array.isArray(given)
    ? given.map((tensor, i) => [handles[i]!, tensor] as const)
    : Object.entries(given)
  // An Input holds numbers of a batch.
  if (tensors.some(([, { shape, dtype }]) => shape.length === 0 || dtype === 'bool')) return []
  const inputs = tensors.map(([handle, tensor], i) => ({ handle, tensor, name: `x${i}` }))
  const loss = definition.role === 'loss'
  const outputs = loss ? [] : definition.outputs(parsed, context).map(({ name }) => name)
  const document = testDocument(
    [
      ...inputs.map(
        ({ name, tensor }) =>
          [`${name}: Input`, { shape: tensor.shape.slice(1), dtype: tensor.dtype }] as const,
      ),
      [`node: ${type}`, params, { call }],
      ...outputs.flatMap((handle) => [
        ...(cubed ? [[`${handle}_square: Mul`] as const, [`${handle}_cube: Mul`] as const] : []),
        [`${handle}_result: Output`] as const,
      ]),
    ],
    [
      ...inputs.map(({ name, handle }) => `${name} → node.${handle}`),
      ...outputs.flatMap((handle) => (cubed ? cubeWires(handle) : [`node.${handle} → ${handle}_result`])),
    ],
  )
  const frozen = inputs
    .filter((_, i) => Array.isArray(gradInputs) && gradInputs[i] === null)
    .map(({ name }) => name)
  return [
    {
      title: `${type} ${JSON.stringify(params)} as a ${call} (${index})`,
      type,
      document,
      inputs: new Map(inputs.map(({ name, tensor }) => [name, stored(tensor)])),
      mode: training ? 'train' : 'eval',
      frozen,
    },
  ]
}

function cubeWires(handle: string): string[] {
  return [
    `node.${handle} → ${handle}_square`,
    `node.${handle} → ${handle}_square.other`,
    `${handle}_square → ${handle}_cube`,
    `node.${handle} → ${handle}_cube.other`,
    `${handle}_cube → ${handle}_result`,
  ]
}

/** Values for the Input nodes of a graph, for a batch of that size. */
export function inputsFor(document: GraphDocument, batch: number): SafeTensors {
  const nodes = document.modules[document.main]!.nodes.filter(({ type }) => type === 'Input')
  return new Map(
    nodes.map(({ name, params }) => {
      const { shape, dtype = 'float32' } = params as { shape: number[]; dtype?: string }
      return [name, stored(made([batch, ...shape], dtype))]
    }),
  )
}

export function stored(tensor: SavedTensor): SafeTensor {
  return scope(() => {
    const values = restore(tensor).data() as Float32Array | Int32Array
    return { dtype: tensor.dtype === 'int64' ? 'I64' : 'F32', shape: tensor.shape, values }
  })
}
