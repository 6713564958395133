/** Nets as files that a person has. */
import { testModule, type TestNode } from '../src/graph/document/test-graph'

type Definition = readonly [nodes: readonly TestNode[], wires: readonly string[]]

/** A net in the words of `testModule`, its nodes in rows of four, so that every wire can be clicked. */
export function netFile(modules: Record<string, Definition>, training: object): object {
  const laidOut = Object.entries(modules).map(([name, definition]) => {
    const { nodes, edges } = testModule(...definition)
    const position = (at: number) => ({ x: (at % 4) * 300, y: Math.floor(at / 4) * 220 })
    return [name, { nodes: nodes.map((node, at) => ({ ...node, position: position(at) })), edges }]
  })
  return {
    format: 'gradwire.graph',
    version: 1,
    main: 'Net',
    modules: Object.fromEntries(laidOut) as Record<string, object>,
    training,
  }
}

export const bytesOf = (file: object): Buffer => Buffer.from(JSON.stringify(file))
