/** Nodes that use the parameters of another: one module, called several times. */
import { dequal } from 'dequal'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../document/document'
import { nodeDefinition } from '../nodes/index'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import { moduleAt, nodeAt, replaceNode, withModule } from './definition-edits'
import { withoutKey } from './nodes'
import type { Change } from './nodes'
import { rewire } from './ports'
import { tell } from '../../words/tell'

/** The node takes over the owner's params, for both are one module from now on. */
export function setShared(document: GraphDocument, command: CommandOf<'set-shared'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  if ((node.shared_with ?? null) === command.owner) return { document }
  const own = withoutKey(node, 'shared_with')
  if (command.owner === null)
    return { document: withModule(document, command.module, replaceNode(definition, own)) }
  const owner = nodeAt(definition, command.owner)
  const problem = sharingProblem(definition, node, owner)
  if (problem !== undefined) throw new Refusal(problem)
  const params = dequal(node.params, owner.params) ? node.params : owner.params
  // Its owner says whether the parameters learn.
  const next: GraphNode = {
    ...withoutKey(own, 'requires_grad'),
    params,
    shared_with: owner.id,
    position: node.position,
  }
  const rewired = rewire(document, replaceNode(definition, next), node, next)
  return { document: withModule(document, command.module, rewired) }
}

/** Why `node` cannot use the parameters of `owner`, or undefined where it can. */
export function sharingProblem(
  definition: ModuleDefinition,
  node: GraphNode,
  owner: GraphNode,
): string | undefined {
  return problemOfPair(node, owner) ?? problemOfUser(definition, node)
}

/** The nodes whose parameters `node` can use. */
export function possibleOwners(definition: ModuleDefinition, node: GraphNode): GraphNode[] {
  if (problemOfUser(definition, node) !== undefined) return []
  return definition.nodes.filter(
    (other) => other.type === node.type && problemOfPair(node, other) === undefined,
  )
}

function problemOfPair(node: GraphNode, owner: GraphNode): string | undefined {
  const type = nodeDefinition(node.type)
  if (node.id === owner.id)
    return tell('refusal.node_cannot_share_with_itself', 'A node cannot share with itself.')
  if (type === undefined || owner.type !== node.type)
    return tell('refusal.and_are_not_of_same', '{{name}} and {{owner}} are not of the same type.', {
      name: node.name,
      owner: owner.name,
    })
  if (type.instanceOf !== undefined && type.instanceOf(node.params) !== type.instanceOf(owner.params))
    return tell(
      'refusal.and_are_not_instances_of',
      '{{name}} and {{owner}} are not instances of the same module.',
      { name: node.name, owner: owner.name },
    )
  if (type.role !== undefined || type.calls.includes('functional'))
    return tell('refusal.has_no_parameters_to_share', '{{type}} has no parameters to share.', {
      type: node.type,
    })
  if (owner.shared_with !== undefined)
    return tell(
      'refusal.uses_parameters_of_another_node',
      '{{owner}} uses the parameters of another node itself; share with that one.',
      { owner: owner.name },
    )
  return undefined
}

function problemOfUser(definition: ModuleDefinition, node: GraphNode): string | undefined {
  const user = definition.nodes.find((other) => other.shared_with === node.id)
  if (user === undefined) return undefined
  return tell(
    'refusal.uses_parameters_of_which_so',
    '{{user}} uses the parameters of {{name}}, which so needs its own.',
    { user: user.name, name: node.name },
  )
}
