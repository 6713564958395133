/** One operator of opsets 1 to 6 under the names and defaults of opset 7. */
import type { ReadValue } from '../../../onnx/attributes'
import { TensorProto_DataType } from '../../../onnx/onnx_pb'
import { readConstant } from '../constants'
import type { OnnxModel, OnnxNode } from '../model'

type Attributes = Map<string, ReadValue>

/** The node without what later versions have dropped: hints for running in place, and whether it is a test. */
export function renewedNode(node: OnnxNode, model: OnnxModel): OnnxNode {
  if (node.domain !== '') return node
  const attributes: Attributes = new Map([...node.attributes].filter(([name]) => name !== 'consumed_inputs'))
  const renew = Object.hasOwn(RENEWED, node.op) ? RENEWED[node.op] : undefined
  const renewed = { ...node, attributes }
  return renew?.(renewed, attributes, model) ?? renewed
}

/** Changes the attributes, or gives another node. */
type Renew = (node: OnnxNode, attributes: Attributes, model: OnnxModel) => OnnxNode | void

const RENEWED: Readonly<Record<string, Renew>> = {
  Pad: (_, attributes) => rename(attributes, 'paddings', 'pads'),
  Concat: (_, attributes, { opset }) => {
    if (opset < 4 && !attributes.has('axis')) attributes.set('axis', 1)
  },
  Cast: (_, attributes) => {
    const to = attributes.get('to')
    if (typeof to === 'string')
      attributes.set('to', TensorProto_DataType[to.toUpperCase() as keyof typeof TensorProto_DataType] ?? to)
  },
  Dropout: (_, attributes) => void attributes.delete('is_test'),
  BatchNormalization: (node, attributes) => {
    // Only what names outputs for them, or was not written for a test, takes the statistics of the batch.
    const trains = attributes.get('is_test') !== 1 && node.outputs.filter((name) => name !== '').length > 1
    attributes.delete('is_test')
    if (trains) attributes.set('training_mode', 1)
  },
  Gemm: (_, attributes) => void attributes.delete('broadcast'),
  Selu: (_, attributes, { opset }) => {
    // The older version's own defaults have fewer digits.
    if (opset < 6 && !attributes.has('alpha')) attributes.set('alpha', 1.6732)
    if (opset < 6 && !attributes.has('gamma')) attributes.set('gamma', 1.0507)
  },
  Upsample: (_, attributes) => {
    const [height, width] = [attributes.get('height_scale'), attributes.get('width_scale')]
    if (typeof height === 'number' && typeof width === 'number')
      attributes.set('scales', [1, 1, height, width])
  },
  Tile: tileRepeats,
  LpPool: (_, attributes) => roundedPower(attributes),
  GlobalLpPool: (_, attributes) => roundedPower(attributes),
}

function rename(attributes: Attributes, from: string, to: string): void {
  const value = attributes.get(from)
  if (value !== undefined && !attributes.has(to)) attributes.set(to, value)
  attributes.delete(from)
}

/** The exponent was a float. */
function roundedPower(attributes: Attributes): void {
  if (!attributes.has('p')) attributes.set('p', 2)
}

/** Version 1 repeated one dimension so many times: both were inputs. */
function tileRepeats(node: OnnxNode, attributes: Attributes, model: OnnxModel): OnnxNode | void {
  if (model.opset >= 6 || node.inputs.length < 3) return
  const [tiles, axis] = node.inputs.slice(1).map((name) => {
    const tensor = model.initializers.get(name)
    return tensor && readConstant(tensor).values[0]
  })
  const rank = model.known.get(node.inputs[0] ?? '')?.sizes?.length
  if (tiles === undefined || axis === undefined || rank === undefined) return { ...node, domain: 'ai.onnx' }
  attributes.set(
    'repeats',
    Array.from({ length: rank }, (_, at) => (at === axis ? tiles : 1)),
  )
  return { ...node, inputs: node.inputs.slice(0, 1) }
}
