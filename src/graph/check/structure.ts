/** What is wrong with a document apart from types: names, ids, wires that lead nowhere, settings. */
import { definitionOf } from '../document/document'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../document/document'
import type { Finding } from '../document/finding'
import { nameProblem, nearest, suggestName } from '../document/identifiers'
import { clashOf } from '../document/pytorch-path'
import { nodeDefinition } from '../nodes/index'
import { checkHooks } from './hooks'
import { checkSettings } from '../training/settings'
import { tell, told } from '../../words/tell'

/** Beyond so many findings of a kind, guesses at what was meant cost more than they help. */
const FEW = 50

/** Checks every definition and the training settings. */
export function checkStructure(document: GraphDocument): Finding[] {
  const findings: Finding[] = []
  if (definitionOf(document, document.main) === undefined) {
    const near = nearest(document.main, Object.keys(document.modules))
    const remedy =
      near === undefined
        ? tell('remedy.add_to_modules', 'Add it to modules.')
        : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near })
    findings.push({
      severity: 'error',
      ...told('document.no_main', "The main module '{{main}}' does not exist.", { main: document.main }),
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
        ...problem,
        remedy: tell('remedy.rename_module', 'Rename the module.'),
        fixes: [
          {
            label: tell('fix.rename', 'Rename it {{name}}', { name: fresh }),
            command: { kind: 'rename-module', module: name, name: fresh },
          },
        ],
      })
    }
    findings.push(
      ...checkNodes(name, definition),
      ...checkPytorchNames(name, definition),
      ...checkEdges(name, definition),
      ...checkProbes(name, definition),
      ...checkHooks(document, name, definition),
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
      findings.push({
        ...place,
        ...told('node.id_twice', "Two nodes have the id '{{id}}'.", { id: node.id }),
        remedy: otherId(),
        fatal: true,
      })
    }
    ids.add(node.id)
    const other = names.get(node.name)
    const problem = nameProblem(node.name)
    if (problem !== undefined)
      findings.push({
        ...place,
        ...problem,
        ...(findings.length > FEW
          ? { remedy: tell('remedy.rename', 'Rename it.') }
          : renaming(module, node, taken)),
      })
    else if (other !== undefined) {
      const { name } = node
      findings.push({
        ...place,
        ...told('node.name_taken', "The name '{{name}}' is taken by another node ({{other}}).", {
          name,
          other: other.id,
        }),
        ...(findings.length > FEW
          ? { remedy: tell('remedy.rename', 'Rename it.') }
          : renaming(module, node, taken)),
      })
    }
    names.set(node.name, node)
  }
  return findings
}

function otherId(): string {
  return tell('remedy.other_id', 'Give one of them another id.')
}

function renaming(
  module: string,
  node: GraphNode,
  taken: ReadonlySet<string>,
): Pick<Finding, 'remedy' | 'fixes'> {
  const name = suggestName(node.name, taken)
  return {
    remedy: tell('remedy.rename_to', "Rename it, for example to '{{name}}'.", { name }),
    fixes: [
      {
        label: tell('fix.rename', 'Rename it {{name}}', { name }),
        command: { kind: 'rename', module, node: node.id, name },
      },
    ],
  }
}

/** Names of the source that cannot all be in one module tree are not written, so that weights do not go home. */
function checkPytorchNames(module: string, { nodes }: ModuleDefinition): Finding[] {
  if (nodes.every((node) => node.pytorch_name === undefined)) return []
  const inTree = nodes.filter(({ type, shared_with: owner }) => {
    const { role } = nodeDefinition(type) ?? {}
    return owner === undefined && role !== 'input' && role !== 'output' && role !== 'data'
  })
  const clash = clashOf(inTree.map((node) => node.pytorch_name ?? node.name))
  if (clash === undefined) return []
  const [first, second] = clash
  const node = inTree.findLast((each) => (each.pytorch_name ?? each.name) === second)
  return [
    {
      severity: 'warning',
      module,
      ...(node === undefined ? {} : { node: node.id, name: node.name }),
      ...told(
        'node.pytorch_names',
        "'{{first}}' and '{{second}}' cannot both be modules of one PyTorch class: weights and exports have the nodes' own names.",
        { first, second },
      ),
      remedy: tell('remedy.other_pytorch_name', 'Give one of them another pytorch_name, or none.'),
    },
  ]
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
        ...told('edge.id_twice', "Two wires have the id '{{id}}'.", { id: edge.id }),
        remedy: otherId(),
      })
    }
    ids.add(edge.id)
    for (const end of ['source', 'target'] as const) {
      const node = edge[end]
      if (nodes.has(node)) continue
      const near = findings.length > FEW ? undefined : nearest(node, nodes)
      const remedy =
        near === undefined
          ? tell('remedy.take_wire_out', 'Take the wire out.')
          : tell('remedy.did_you_mean_or_out', "Did you mean '{{near}}'? Else take the wire out.", { near })
      const handle = end === 'source' ? edge.sourceHandle : edge.targetHandle
      const message = told(
        'edge.unknown_node',
        "The {{end}} of wire '{{edge}}' is a node '{{node}}' that does not exist.",
        { end, edge: edge.id, node },
      )
      findings.push({ ...place, node, handle, ...message, remedy })
    }
  }
  return findings
}

/** Probes on wires that do not exist. */
function checkProbes(module: string, definition: ModuleDefinition): Finding[] {
  const edges = new Set(definition.edges.map((edge) => edge.id))
  return (definition.probes ?? [])
    .filter(({ edge }) => !edges.has(edge))
    .map(({ edge }) => ({
      severity: 'error',
      module,
      edge,
      ...told('probe.unknown_edge', "A probe sits on a wire '{{edge}}' that does not exist.", { edge }),
      remedy: tell('remedy.take_probe_out', 'Take the probe out.'),
    }))
}
