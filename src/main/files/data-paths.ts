/** Where the data of a graph lies: what is relative in it is meant from the folder of its file, whoever opens it from where. */
import { resolve } from 'node:path'
import type { GraphDocument, GraphNode } from '../../graph/document/document'
import { fullPath } from './full-path'

/** The document with every folder of data as a full path; `~` is the person's. The same document where nothing is relative. */
export function withDataPaths(document: GraphDocument, folder: string): GraphDocument {
  const located = (node: GraphNode): GraphNode => {
    const path = node.type === 'Dataset' ? node.params['folder'] : undefined
    if (typeof path !== 'string' || path === '') return node
    const full = fullPath(path, path.startsWith('~') ? undefined : folder)
    return full === path ? node : { ...node, params: { ...node.params, folder: full } }
  }
  let changed = false
  const modules = Object.fromEntries(
    Object.entries(document.modules).map(([name, module]) => {
      const nodes = module.nodes.map(located)
      if (nodes.every((node, at) => node === module.nodes[at])) return [name, module]
      changed = true
      return [name, { ...module, nodes }]
    }),
  )
  return changed ? { ...document, modules } : document
}

/** Every folder that data of the document is read from, as a full path, and who names it. */
export function dataFolders(document: unknown): { node: GraphNode; folder: string }[] {
  if (!isDocument(document)) return []
  return Object.values(document.modules).flatMap(({ nodes }) =>
    nodes.flatMap((node) => {
      const path = node.type === 'Dataset' ? node.params['folder'] : undefined
      if (typeof path !== 'string' || path === '') return []
      // The engine takes what is still relative from where its host was started.
      return [{ node, folder: path.startsWith('~') ? fullPath(path) : resolve(path) }]
    }),
  )
}

/** Whether something from a page has the form of a document, as far as its nodes go; the engine looks at the rest. */
export function isDocument(value: unknown): value is GraphDocument {
  const modules = recordOf(recordOf(value)?.['modules'])
  return (
    modules !== undefined &&
    Object.values(modules).every((module) => {
      const nodes = recordOf(module)?.['nodes']
      return Array.isArray(nodes) && nodes.every((node) => recordOf(recordOf(node)?.['params']) !== undefined)
    })
  )
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}
