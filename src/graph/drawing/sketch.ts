/** A graph in miniature: where its nodes stand and what hangs together, without words. */
import type { ModuleDefinition } from '../document/document'
import { nodeDefinition } from '../nodes/index'
import type { Category } from '../registry/definition'
import { NODE_HEIGHT, NODE_WIDTH } from './node-size'

export interface Sketch {
  /** Of the whole, in the canvas's pixels. */
  width: number
  height: number
  /** Upper left corners of nodes, each as large as `SKETCHED`. */
  nodes: readonly { x: number; y: number; category: Category }[]
  /** Places in `nodes`: from where to where. */
  wires: readonly (readonly [number, number])[]
}

export const SKETCHED = { width: NODE_WIDTH, height: NODE_HEIGHT }

/** The sketch of a definition; null where there is nothing in it. */
export function sketchOf({ nodes, edges }: Pick<ModuleDefinition, 'nodes' | 'edges'>): Sketch | null {
  if (nodes.length === 0) return null
  const left = Math.min(...nodes.map(({ position }) => position.x))
  const top = Math.min(...nodes.map(({ position }) => position.y))
  const placed = nodes.map(({ type, position: { x, y } }) => ({
    x: Math.round(x - left),
    y: Math.round(y - top),
    category: nodeDefinition(type)?.category ?? 'opaque',
  }))
  const at = new Map(nodes.map(({ id }, place) => [id, place]))
  const wires = edges.flatMap(({ source, target }): [number, number][] => {
    const [from, to] = [at.get(source), at.get(target)]
    return from === undefined || to === undefined ? [] : [[from, to]]
  })
  return {
    width: Math.max(...placed.map(({ x }) => x)) + SKETCHED.width,
    height: Math.max(...placed.map(({ y }) => y)) + SKETCHED.height,
    nodes: placed,
    wires,
  }
}
