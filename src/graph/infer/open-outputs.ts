import type { ModuleInference } from './inference'

/** Names of the `Output` nodes of a definition that have no wire: nothing ever comes out of them. */
export function openOutputs(module: ModuleInference): Set<string> {
  const open = [...module.nodes.values()].filter(
    ({ definition, loose }) => loose && definition?.role === 'output',
  )
  return new Set(open.map(({ node }) => node.name))
}
