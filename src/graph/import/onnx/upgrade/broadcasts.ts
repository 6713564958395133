/** Two tensors laid over each other as before opset 7: only with `broadcast`, and from the dimension `axis` on. */
import type { OnnxNode } from '../model'

const BROADCASTING: readonly string[] = [
  'Add', 'Sub', 'Mul', 'Div', 'Pow', 'And', 'Or', 'Xor', 'Equal', 'Greater', 'Less', 'PRelu',
] // prettier-ignore

/** The domain of what cannot be told in today's operators: no rule takes it in, and it is shown as it is. */
const OLD = 'ai.onnx'

/** The node without the old attributes, after what brings its second input under the right dimensions. */
export function alignedNodes(node: OnnxNode, ranks: ReadonlyMap<string, number>): OnnxNode[] {
  if (!BROADCASTING.includes(node.op)) return [node]
  const { attributes, inputs } = node
  const [first = '', second = ''] = inputs
  const isSlope = node.op === 'PRelu'
  const axis = isSlope ? 1 : attributes.get('axis')
  const rest = new Map([...attributes].filter(([name]) => name !== 'axis' && name !== 'broadcast'))
  const plain = { ...node, attributes: rest }
  if (typeof axis !== 'number' || (!isSlope && attributes.get('broadcast') !== 1)) return [plain]
  const [whole, part] = [ranks.get(first), ranks.get(second)]
  if (whole === undefined || part === undefined) return [{ ...node, domain: OLD }]
  // One slope for all needs no place.
  if (isSlope && part !== 1) return [plain]
  const missing = whole - part - (axis < 0 ? axis + whole : axis)
  if (missing <= 0) return [plain]
  const aligned = `${second} of ${node.outputs[0] ?? ''}`
  const axes = Array.from({ length: missing }, (_, index) => part + index)
  const unsqueeze: OnnxNode = {
    op: 'Unsqueeze',
    domain: '',
    name: '',
    inputs: [second],
    outputs: [aligned],
    attributes: new Map([['axes', axes]]),
  }
  return [unsqueeze, { ...plain, inputs: [first, aligned] }]
}
