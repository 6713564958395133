/** What is wrong between nodes that are one module, called several times. */
import type { ModuleDefinition } from '../document/document'
import type { Finding } from '../document/finding'
import type { NodeInference } from './inference'

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

function problemOf(
  user: NodeInference,
  owner: NodeInference | undefined,
): { message: string; remedy: string } | undefined {
  const { node } = user
  if (owner === undefined || owner.node.type !== node.type || owner.node.shared_with !== undefined) {
    return {
      message: `${node.name} shares the parameters of '${node.shared_with}', which is no ${node.type} with its own.`,
      remedy: 'Share with a node of the same type.',
    }
  }
  const { name } = owner.node
  if (moduleOf(user) !== moduleOf(owner)) {
    return {
      message: `${node.name} cannot share the parameters of ${name}: they are instances of different modules.`,
      remedy: 'Share with an instance of the same module.',
    }
  }
  if (owner.loose) {
    return {
      message: `${node.name} shares the parameters of ${name}, which has no wires and so is not in the net.`,
      remedy: `Wire ${name}, or share with another node.`,
    }
  }
  if (isKnown(owner) && isKnown(user) && sizesOf(owner) !== sizesOf(user)) {
    return {
      message: `${node.name} cannot share the parameters of ${name}: their shapes differ.`,
      remedy: 'Give both the same sizes.',
    }
  }
  const difference = differenceOf(user, owner)
  if (difference === undefined) return undefined
  const [param, here, there] = difference
  return {
    message: `${node.name} is the same module as ${name}, but has ${param}=${here} where that has ${there}.`,
    remedy: 'Give both the same params, or take shared_with out.',
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
