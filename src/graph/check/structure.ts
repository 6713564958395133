/** What is wrong with a document apart from types: names, ids, wires that lead nowhere, settings. */
import { definitionOf } from '../document/document'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../document/document'
import type { Finding } from '../document/finding'
import { nameProblem, nearest, suggestName } from '../document/identifiers'
import { checkSettings } from '../training/settings'

/** Beyond so many findings of a kind, guesses at what was meant cost more than they help. */
const FEW = 50

/** Checks every definition and the training settings. */
export function checkStructure(document: GraphDocument): Finding[] {
  const findings: Finding[] = []
  if (definitionOf(document, document.main) === undefined) {
    const near = nearest(document.main, Object.keys(document.modules))
    const remedy = near === undefined ? `Add it to modules.` : `Did you mean '${near}'?`
    findings.push({
      severity: 'error',
      message: `The main module '${document.main}' does not exist.`,
      remedy,
      fatal: true,
    })
  }
  for (const [name, definition] of Object.entries(document.modules)) {
    const problem = nameProblem(name)
    if (problem !== undefined) {
      const fresh = suggestName(name, new Set(Object.keys(document.modules)))
      findings.push({
        severity: 'error',
        module: name,
        message: problem,
        remedy: 'Rename the module.',
        fixes: [
          { label: `Rename it ${fresh}`, command: { kind: 'rename-module', module: name, name: fresh } },
        ],
      })
    }
    findings.push(
      ...checkNodes(name, definition),
      ...checkEdges(name, definition),
      ...checkMarks(name, definition),
    )
  }
  findings.push(...checkSettings(document.training))
  return findings
}

function checkNodes(module: string, definition: ModuleDefinition): Finding[] {
  const findings: Finding[] = []
  const ids = new Set<string>()
  const names = new Map<string, GraphNode>()
  const taken = new Set(definition.nodes.map((node) => node.name))
  for (const node of definition.nodes) {
    const place = { severity: 'error', module, node: node.id, name: node.name } as const
    if (ids.has(node.id)) {
      const message = `Two nodes have the id '${node.id}'.`
      findings.push({ ...place, message, remedy: 'Give one of them another id.', fatal: true })
    }
    ids.add(node.id)
    const other = names.get(node.name)
    const problem = nameProblem(node.name)
    if (problem !== undefined)
      findings.push({
        ...place,
        message: problem,
        ...(findings.length > FEW ? { remedy: 'Rename it.' } : renaming(module, node, taken)),
      })
    else if (other !== undefined) {
      const message = `The name '${node.name}' is taken by another node (${other.id}).`
      findings.push({
        ...place,
        message,
        ...(findings.length > FEW ? { remedy: 'Rename it.' } : renaming(module, node, taken)),
      })
    }
    names.set(node.name, node)
  }
  return findings
}

function renaming(
  module: string,
  node: GraphNode,
  taken: ReadonlySet<string>,
): Pick<Finding, 'remedy' | 'fixes'> {
  const name = suggestName(node.name, taken)
  return {
    remedy: `Rename it, for example to '${name}'.`,
    fixes: [{ label: `Rename it ${name}`, command: { kind: 'rename', module, node: node.id, name } }],
  }
}

function checkEdges(module: string, definition: ModuleDefinition): Finding[] {
  const findings: Finding[] = []
  const nodes = new Set(definition.nodes.map((node) => node.id))
  const ids = new Set<string>()
  for (const edge of definition.edges) {
    const place = { severity: 'error', module, edge: edge.id, fatal: true } as const
    if (ids.has(edge.id)) {
      findings.push({
        ...place,
        message: `Two wires have the id '${edge.id}'.`,
        remedy: 'Give one of them another id.',
      })
    }
    ids.add(edge.id)
    for (const end of ['source', 'target'] as const) {
      const node = edge[end]
      if (nodes.has(node)) continue
      const near = findings.length > FEW ? undefined : nearest(node, nodes)
      const remedy =
        near === undefined ? 'Take the wire out.' : `Did you mean '${near}'? Else take the wire out.`
      const handle = end === 'source' ? edge.sourceHandle : edge.targetHandle
      const message = `The ${end} of wire '${edge.id}' is a node '${node}' that does not exist.`
      findings.push({ ...place, node, handle, message, remedy })
    }
  }
  return findings
}

/** Probes and hooks on wires that do not exist. */
function checkMarks(module: string, definition: ModuleDefinition): Finding[] {
  const edges = new Set(definition.edges.map((edge) => edge.id))
  const marks = [
    ...(definition.probes ?? []).map((probe) => ({ what: 'probe', edge: probe.edge })),
    ...(definition.hooks ?? []).map((hook) => ({ what: 'hook', edge: hook.edge })),
  ]
  return marks
    .filter((mark) => !edges.has(mark.edge))
    .map(({ what, edge }) => ({
      severity: 'error',
      module,
      edge,
      message: `A ${what} sits on a wire '${edge}' that does not exist.`,
      remedy: `Take the ${what} out.`,
    }))
}
