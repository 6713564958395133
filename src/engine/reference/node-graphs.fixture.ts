/** Small graphs that hold one node each, with what to feed them: every node type with the params of the saved rows. */
import type { GraphDocument } from '../../graph/document/document'
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { expandHandles } from '../../graph/nodes/handles'
import { inferDocument } from '../../graph/infer/infer'
import type { Types } from '../../graph/infer/inference'
import { nodeDefinition } from '../../graph/nodes/index'
import layerShapes from '../../graph/reference/layer-shapes.json'
import operationShapes from '../../graph/reference/operation-shapes.json'
import shapes from '../../graph/reference/shapes.json'
import { testDocument } from '../../graph/document/test-graph'
import { Generator, scope } from '../index'
import { perFile } from '../session/end-of-file.fixture'
import { STORED } from '../executor/named-tensors'
import { ownLayers, restore, savedRows, type SavedTensor } from './compare'

export interface NodeRow {
  type: string
  params: Record<string, unknown>
  inputs: SavedTensor[] | Record<string, SavedTensor>
  training?: boolean
  error?: string
  /** Output handles, where a type has as many as the input gives. */
  outputs?: Record<string, unknown>
  /** A value lies on or near a kink. */
  kinks?: boolean
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

/** What the version of PyTorch which made the saved rows did not have, or did not take. */
const NEWER: NodeRow[] = [
  ...[4, [3, 4]].flatMap((shape) =>
    [{}, { eps: 0.1 }, { elementwise_affine: false }].map((more) => ({
      type: 'RMSNorm',
      params: { normalized_shape: shape, ...more },
      inputs: [],
    })),
  ),
  { type: 'InstanceNorm1d', params: { momentum: null, track_running_stats: true }, inputs: [] },
]

const random = perFile(() => new Generator(7))

/** Normal values, or class numbers 0 and 1. */
export function made(shape: readonly number[], dtype: string): SavedTensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const values = Array.from({ length: count }, (_, i) => (dtype === 'float32' ? random().normal() : i % 2))
  return { shape: [...shape], dtype: dtype as SavedTensor['dtype'], values }
}

/** Rows without values that are saved to compare shapes. `fewer`: of rows that differ in sizes only, some. */
function rowsOfShapes(fewer: boolean): NodeRow[] {
  const cases = [...shapes.cases, ...layerShapes.cases, ...operationShapes.cases] as unknown as {
    type: string
    params: Record<string, unknown>
    inputs: { shape: number[]; dtype: string }[]
    outputs?: Record<string, number[]>
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
  const saved = [
    'activations',
    'losses',
    'more_losses',
    'sequences',
    'attention',
    'operations',
    'masks',
    'functions',
    ...ownLayers(),
  ]
    .flatMap((name) => savedRows<NodeRow>(name))
    .filter(({ type }) => type !== undefined)
  const newer = NEWER.map((row) => ({ ...row, inputs: [made([2, 3, 4], 'float32')] }))
  return [...saved, ...newer, ...rowsOfShapes(fewer)].filter(
    (row) => row.error === undefined && row.params['reduction'] !== 'none',
  )
}

/** Inputs that have time before the batch: an Input holds a batch first. */
const TIME_FIRST: Readonly<Record<string, string | undefined>> = { CTCLoss: 'log_probs' }

/**
 * One node between Input nodes and Output nodes `<handle>_result`; none where the type is not called so, or an input has no
 * batch.
 *
 * @param cubed Results are cubed, for gradients: the sum of normalised ones, or of their squares, is a constant.
 */
export function nodeGraph(
  { type, params, inputs: given, outputs: results, training = true, gradInputs }: NodeRow,
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
  // An Input holds a batch.
  if (tensors.some(([, { shape }]) => shape.length === 0)) return []
  const inputs = tensors.map(([handle, tensor], i) => ({ handle, tensor, name: `x${i}` }))
  const loss = definition.role === 'loss'
  const outputs = definition
    .outputs(parsed, context)
    .flatMap(({ name, variadic }) => (variadic ? Object.keys(results ?? {}) : [name]))
    .filter(() => !loss)
    .map((handle) => ({ handle, name: handle.replace('.', '_') }))
  const parts = { type, params, call, inputs, outputs }
  const document = cubed ? cubedDocument(parts) : documentOf(parts, () => false)
  if (cubed && !loss && !hasGradient(document)) return []
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

interface Parts {
  type: string
  params: Record<string, unknown>
  call: 'module' | 'functional'
  inputs: readonly { handle: string; tensor: SavedTensor; name: string }[]
  outputs: readonly { handle: string; name: string }[]
}

/** With results cubed, but whole numbers: their product is read, whether it fits. */
function cubedDocument(parts: Parts): GraphDocument {
  const { main } = inferDocument(documentOf(parts, () => false))
  const types = main.nodes.get('node')?.outputs ?? {}
  return documentOf(parts, (handle) => types[handle]?.dtype !== 'int64')
}

function documentOf(
  { type, params, call, inputs, outputs }: Parts,
  isCubed: (handle: string) => boolean,
): GraphDocument {
  const timeFirst = TIME_FIRST[type]
  return testDocument(
    [
      ...inputs.map(
        ({ name, tensor }) =>
          [`${name}: Input`, { shape: tensor.shape.slice(1), dtype: tensor.dtype }] as const,
      ),
      ...(timeFirst === undefined ? [] : [['turned: Permute', { dims: [1, 0, 2] }] as const]),
      [`node: ${type}`, params, { call }],
      ...outputs.flatMap(({ handle, name }) => [
        ...(isCubed(handle) ? [[`${name}_square: Mul`] as const, [`${name}_cube: Mul`] as const] : []),
        [`${name}_result: Output`] as const,
      ]),
    ],
    [
      ...inputs.flatMap((input) => wiresOf(input, input.handle === timeFirst)),
      ...outputs.flatMap(({ handle, name }) =>
        isCubed(handle) ? cubeWires(handle, name) : [`node.${handle} → ${name}_result`],
      ),
    ],
  )
}

/** Whether a gradient can come back to an input or a parameter. */
function hasGradient(document: GraphDocument): boolean {
  const { nodes, outputs } = inferDocument(document).main
  const { inputs = {}, parameters = [] } = nodes.get('node') ?? {}
  const floats = (types: Types): boolean => Object.values(types).some((type) => type?.dtype === 'float32')
  return floats(outputs) && (floats(inputs) || parameters.length > 0)
}

/** From an Input to the node; of what has time before the batch, turned on the way. */
function wiresOf({ name, handle }: { name: string; handle: string }, isTurned: boolean): string[] {
  return isTurned ? [`${name} → turned`, `turned → node.${handle}`] : [`${name} → node.${handle}`]
}

function cubeWires(handle: string, name: string): string[] {
  return [
    `node.${handle} → ${name}_square`,
    `node.${handle} → ${name}_square.other`,
    `${name}_square → ${name}_cube`,
    `node.${handle} → ${name}_cube.other`,
    `${name}_cube → ${name}_result`,
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
    const values = restore(tensor).data()
    return { dtype: STORED[tensor.dtype], shape: tensor.shape, values }
  })
}
