/** A net of many nodes for the canvas: blocks Conv2d → Add with a wire around, three wires for two nodes, placed in rows. */
export interface GridNode {
  id: string
  type: string
  name: string
  params: Record<string, unknown>
  position: { x: number; y: number }
}

export interface GridEdge {
  id: string
  source: string
  sourceHandle: string
  target: string
  targetHandle: string
}

export interface Grid {
  nodes: GridNode[]
  edges: GridEdge[]
}

/** Steps from node to node; as wide as a screen when all of it is seen. */
const STEP = { x: 310, y: 150 }
const ASPECT = 1.6

export function grid(count: number): Grid {
  const across = Math.ceil(Math.sqrt((count * ASPECT * STEP.y) / STEP.x))
  const nodes: GridNode[] = []
  const edges: GridEdge[] = []
  const add = (id: string, type: string, params: Record<string, unknown>): void => {
    const [row, column] = [Math.floor(nodes.length / across), nodes.length % across]
    nodes.push({ id, type, name: id, params, position: { x: column * STEP.x, y: row * STEP.y } })
  }
  const wire = (source: string, target: string, targetHandle = 'input'): void => {
    edges.push({ id: `e${edges.length}`, source, sourceHandle: 'output', target, targetHandle })
  }
  add('x', 'Input', { shape: [8, 32, 32] })
  let last = 'x'
  for (let block = 0; nodes.length + 1 < count; block++) {
    const [conv, sum] = [`conv${block}`, `add${block}`]
    add(conv, 'Conv2d', { out_channels: 8, kernel_size: 3, padding: 1 })
    add(sum, 'Add', {})
    wire(last, conv)
    wire(conv, sum)
    wire(last, sum, 'other')
    last = sum
  }
  if (nodes.length < count) {
    add('y', 'Output', {})
    wire(last, 'y')
  }
  return { nodes, edges }
}

/** As a file. */
export function gridDocument({ nodes, edges }: Grid): string {
  return JSON.stringify({
    format: 'gradwire.graph',
    version: 1,
    main: 'Net',
    modules: { Net: { nodes, edges } },
  })
}
