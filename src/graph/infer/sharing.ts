/** What is wrong between nodes that are one module, called several times. */
import type { GraphNode, ModuleDefinition } from '../document/document'
import type { Finding } from '../document/finding'
import type { NodeInference } from './inference'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/** A node that uses another's parameters is the same module: of the same type, with the same params and sizes. */
export function sharingFindings(
  module: string,
  definition: ModuleDefinition,
  nodes: ReadonlyMap<string, NodeInference>,
): Finding[] {
  if (definition.nodes.every((node) => node.shared_with === undefined)) return []
  return [...nodes.values()].flatMap((user) => {
    const { node } = user
    // One that is left out asks for nothing yet.
    if (node.shared_with === undefined || user.loose) return []
    const problem = problemOf(user, nodes.get(node.shared_with))
    return problem === undefined
      ? []
      : [{ severity: 'error' as const, module, node: node.id, name: node.name, ...problem }]
  })
}

type Problem = Told & { remedy: string }

function problemOf(user: NodeInference, owner: NodeInference | undefined): Problem | undefined {
  const { node } = user
  if (owner === undefined || owner.node.type !== node.type || owner.node.shared_with !== undefined)
    return noOwner(node)
  const names = { user: node.name, owner: owner.node.name }
  if (moduleOf(user) !== moduleOf(owner)) return otherModule(names)
  if (owner.loose) return looseOwner(names)
  if (isKnown(owner) && isKnown(user) && sizesOf(owner) !== sizesOf(user)) return otherSizes(names)
  const difference = differenceOf(user, owner)
  if (difference === undefined) return undefined
  const [param, here, there] = difference
  return {
    ...told(
      'shared.params',
      '{{user}} is the same module as {{owner}}, but has {{param}}={{here}} where that has {{there}}.',
      { ...names, param, here, there },
    ),
    remedy: tell('remedy.share_params', 'Give both the same arguments, or take shared_with out.'),
  }
}

interface Names {
  user: string
  owner: string
}

function noOwner({ name: user, shared_with: owner = '', type }: GraphNode): Problem {
  return {
    ...told(
      'shared.no_owner',
      "{{user}} shares the parameters of '{{owner}}', which is no {{type}} with its own.",
      { user, owner, type },
    ),
    remedy: tell('remedy.share_type', 'Share with a node of the same type.'),
  }
}

function otherModule(names: Names): Problem {
  return {
    ...told(
      'shared.other_module',
      '{{user}} cannot share the parameters of {{owner}}: they are instances of different modules.',
      names,
    ),
    remedy: tell('remedy.share_module', 'Share with an instance of the same module.'),
  }
}

function looseOwner(names: Names): Problem {
  return {
    ...told(
      'shared.loose_owner',
      '{{user}} shares the parameters of {{owner}}, which has no wires and so is not in the net.',
      names,
    ),
    remedy: tell('remedy.wire_owner', 'Wire {{owner}}, or share with another node.', { owner: names.owner }),
  }
}

function otherSizes(names: Names): Problem {
  return {
    ...told('shared.sizes', '{{user}} cannot share the parameters of {{owner}}: their shapes differ.', names),
    remedy: tell('remedy.share_sizes', 'Give both the same sizes.'),
  }
}

function moduleOf({ node, definition }: NodeInference): string | undefined {
  return definition?.instanceOf?.(node.params)
}

/** Sizes say something only where what comes in is known. */
function isKnown({ outputs }: NodeInference): boolean {
  return Object.values(outputs).every((type) => type !== null)
}

function sizesOf({ parameters }: NodeInference): string {
  return JSON.stringify(parameters)
}

/** The first param in which two calls of one module differ; params that are not known yet do not count. */
function differenceOf(a: NodeInference, b: NodeInference): readonly [string, string, string] | undefined {
  if (a.instance !== undefined && b.instance !== undefined) {
    if (a.instance === b.instance) return undefined
    for (const [id, inner] of a.instance.nodes) {
      const other = b.instance.nodes.get(id)
      const found = other === undefined ? undefined : differenceOf(inner, other)
      if (found !== undefined) return [`${inner.node.name}.${found[0]}`, found[1], found[2]]
    }
    return undefined
  }
  for (const [param, value] of Object.entries(a.params)) {
    const other = b.params[param]
    if (value === undefined || other === undefined) continue
    const [here, there] = [JSON.stringify(value), JSON.stringify(other)]
    if (here !== there) return [param, here, there]
  }
  return undefined
}
