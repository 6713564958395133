/** A long net: a chain of blocks Conv2d → ReLU → Add (with a wire around), as in a ResNet. */
import { documentSchema } from '../src/graph/document/document'
import type { GraphDocument } from '../src/graph/document/document'

export function chain(blocks: number): GraphDocument {
  const nodes: object[] = [{ id: 'x', type: 'Input', name: 'x', params: { shape: [8, 32, 32] } }]
  const edges: object[] = []
  const wire = (source: string, target: string, targetHandle = 'input'): void => {
    edges.push({ id: `e${edges.length}`, source, sourceHandle: 'output', target, targetHandle })
  }
  let last = 'x'
  for (let index = 0; index < blocks; index++) {
    const [conv, relu, add] = [`conv${index}`, `relu${index}`, `add${index}`]
    nodes.push(
      { id: conv, type: 'Conv2d', name: conv, params: { out_channels: 8, kernel_size: 3, padding: 1 } },
      { id: relu, type: 'ReLU', name: relu },
      { id: add, type: 'Add', name: add },
    )
    wire(last, conv)
    wire(conv, relu)
    wire(relu, add)
    wire(last, add, 'other')
    last = add
  }
  return documentSchema.parse({
    format: 'gradwire.graph',
    version: 1,
    main: 'Net',
    modules: { Net: { nodes, edges } },
  })
}
