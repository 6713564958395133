/** Commands on definitions: make one, rename, copy, remove, and the order of its inputs and outputs. */
import { definitionOf } from '../document/document'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../document/document'
import { nameProblem, numbered, suggestName } from '../document/identifiers'
import { nodeDefinition } from '../nodes/index'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import { followCopiedModule, followRenamedModule } from './breakpoints'
import { moduleAt, nodeAt, replaceNode, withModule } from './definition-edits'
import type { Change } from './nodes'
import { instancesOf } from './ports'
import { tell } from '../../words/tell'

/** A definition that passes its input on: it fits anywhere until there is something in it. */
export function addModule(document: GraphDocument, command: CommandOf<'add-module'>): Change {
  const name = moduleName(document, command.name)
  const definition: ModuleDefinition = {
    nodes: [
      { id: 'n0', type: 'Input', name: 'x', params: {}, position: { x: 0, y: 0 } },
      { id: 'n1', type: 'Output', name: 'output', params: {}, position: { x: 520, y: 0 } },
    ],
    edges: [{ id: 'e0', source: 'n0', sourceHandle: 'output', target: 'n1', targetHandle: 'input' }],
  }
  return { document: { ...document, modules: { ...document.modules, [name]: definition } } }
}

/** A free name for a definition: the wanted one, or Block, Block2, …. Errors: a name that cannot be, or is taken. */
export function moduleName(document: GraphDocument, wanted?: string): string {
  const taken = new Set(Object.keys(document.modules))
  if (wanted === undefined) return nextModuleName('Block', taken)
  const problem = nameProblem(wanted)
  const remedy = tell('refusal.for_example', "For example '{{name}}'.", {
    name: nextModuleName(wanted, taken),
  })
  if (problem !== undefined) throw new Refusal(problem.message, remedy)
  if (taken.has(wanted))
    throw new Refusal(
      tell('refusal.there_is_module_already', "There is a module '{{wanted}}' already.", { wanted }),
      remedy,
    )
  return wanted
}

/** `Block`, `Block2`, `Block3`, …. */
function nextModuleName(wanted: string, taken: ReadonlySet<string>): string {
  return taken.has(wanted) ? numbered(wanted.replace(/\d+$/, ''), taken, 2) : suggestName(wanted, taken)
}

/** Its instances and, for the main definition, the document follow. */
export function renameModule(document: GraphDocument, command: CommandOf<'rename-module'>): Change {
  const { module, name } = command
  moduleAt(document, module)
  if (module === name) return { document }
  moduleName(document, name)
  const modules = Object.entries(document.modules).map(([key, definition]) => {
    const users = new Set(instancesOf(definition, module))
    const nodes = definition.nodes.map((node) => (users.has(node) ? instanceOf(node, name) : node))
    return [key === module ? name : key, users.size === 0 ? definition : { ...definition, nodes }] as const
  })
  const main = document.main === module ? name : document.main
  const follow = followRenamedModule(module, name)
  return { document: { ...document, main, modules: Object.fromEntries(modules) }, follow }
}

/** Gives an instance a definition of its own, so that it can become different from the others. */
export function copyModule(document: GraphDocument, command: CommandOf<'copy-module'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  const from = nodeDefinition(node.type)?.instanceOf?.(node.params)
  if (from === undefined)
    throw new Refusal(
      tell('refusal.is_not_instance_of_module', '{{name}} is not an instance of a module.', {
        name: node.name,
      }),
    )
  const copy = moduleAt(document, from)
  const taken = new Set(Object.keys(document.modules))
  const name = command.name === undefined ? nextModuleName(from, taken) : moduleName(document, command.name)
  if (definition.nodes.some((other) => other.shared_with === node.id) || node.shared_with !== undefined) {
    throw new Refusal(
      tell(
        'refusal.shares_its_weights_with_another',
        '{{name}} shares its weights with another instance, so both need the same module.',
        { name: node.name },
      ),
      tell('refusal.give_it_its_own_weights', 'Give it its own weights first.'),
    )
  }
  const next = withModule(document, command.module, replaceNode(definition, instanceOf(node, name)))
  const follow = followCopiedModule(document, { module: command.module, node: node.id, from, to: name })
  return { document: { ...next, modules: { ...next.modules, [name]: copy } }, follow }
}

/** Refused while an instance elsewhere needs one of them. */
export function removeModules(document: GraphDocument, command: CommandOf<'remove-modules'>): Change {
  const gone = new Set(command.modules)
  for (const name of gone) {
    moduleAt(document, name)
    if (name === document.main)
      throw new Refusal(
        tell('refusal.is_main_module_of_document', "'{{name}}' is the main module of the document.", {
          name,
        }),
      )
  }
  const kept = Object.entries(document.modules).filter(([name]) => !gone.has(name))
  for (const [name, definition] of kept) {
    for (const module of gone) {
      const [user] = instancesOf(definition, module)
      if (user === undefined) continue
      throw new Refusal(tell('refusal.is_in_use_in_is', '\'{{module}}\' is in use: {{user}} in {{name}} is an instance of it.', { module, user: user.name, name }), tell('refusal.remove_its_instances_first', 'Remove its instances first.')) // prettier-ignore
    }
  }
  return { document: gone.size === 0 ? document : { ...document, modules: Object.fromEntries(kept) } }
}

/** Puts nodes into the given order, in the places that they have among all: so the inputs and outputs of instances are ordered. */
export function reorder(document: GraphDocument, command: CommandOf<'reorder'>): Change {
  const definition = moduleAt(document, command.module)
  const wanted = [...new Set(command.nodes)].map((id) => nodeAt(definition, id))
  const chosen = new Set(wanted)
  let next = 0
  const nodes = definition.nodes.map((node) => (chosen.has(node) ? wanted[next++]! : node))
  return { document: withModule(document, command.module, { ...definition, nodes }) }
}

/** The definitions that no instance leads to from the main one. */
export function unusedModules(document: GraphDocument): string[] {
  const reached = new Set([document.main])
  for (const name of reached) {
    for (const node of definitionOf(document, name)?.nodes ?? []) {
      const inner = nodeDefinition(node.type)?.instanceOf?.(node.params)
      if (inner !== undefined) reached.add(inner)
    }
  }
  return Object.keys(document.modules).filter((name) => !reached.has(name))
}

function instanceOf(node: GraphNode, module: string): GraphNode {
  return { ...node, params: { ...node.params, module } }
}
