/** Short ways to write graphs in tests. */
import { documentSchema } from './document'
import type { GraphDocument, ModuleDefinition, Params } from './document'

/** `chain('conv: Conv2d', { out_channels: 8 })`: name, type and params of each node. */
export type TestNode = readonly [nameAndType: string, params?: Params, more?: Record<string, unknown>]

/**
 * A definition whose node ids are the names. Wires are `from → to`, with handles where they are not `output` and `input`:
 * `data.x → conv1`, `data.y → loss.target`; their ids are e0, e1, ….
 */
export function testModule(nodes: readonly TestNode[], wires: readonly string[]): ModuleDefinition {
  return {
    nodes: nodes.map(([nameAndType, params = {}, more = {}], index) => {
      const [name = '', type = ''] = nameAndType.split(': ')
      return { id: name, type, name, params, ...more, position: { x: index * 240, y: 0 } }
    }),
    edges: wires.map((wire, index) => {
      const [from = '', to = ''] = wire.split(' → ')
      const [source = '', ...sourceHandle] = from.split('.')
      const [target = '', ...targetHandle] = to.split('.')
      return {
        id: `e${index}`,
        source,
        sourceHandle: sourceHandle.join('.') || 'output',
        target,
        targetHandle: targetHandle.join('.') || 'input',
      }
    }),
  }
}

export function testDocument(
  nodes: readonly TestNode[],
  wires: readonly string[],
  others: Record<string, ModuleDefinition> = {},
): GraphDocument {
  const modules = { Net: testModule(nodes, wires), ...others }
  return documentSchema.parse({ format: 'gradwire.graph', version: 1, main: 'Net', modules })
}

/** conv1 → relu1 → conv2 → pool → flatten → fc → loss, fed by digits. */
export function testCnn(): GraphDocument {
  return testDocument(
    [
      ['data: Dataset', { source: 'digits' }],
      ['conv1: Conv2d', { out_channels: 8, kernel_size: 3, padding: 1 }],
      ['relu1: ReLU'],
      ['conv2: Conv2d', { out_channels: 16, kernel_size: 3, padding: 1 }],
      ['pool: MaxPool2d', { kernel_size: 2 }],
      ['flatten: Flatten'],
      ['fc: Linear', { out_features: 10 }],
      ['loss: CrossEntropyLoss'],
    ],
    [
      'data.x → conv1',
      'conv1 → relu1',
      'relu1 → conv2',
      'conv2 → pool',
      'pool → flatten',
      'flatten → fc',
      'fc → loss',
      'data.y → loss.target',
    ],
  )
}
