/** What is wrong with `requires_grad` of nodes, and hooks that wait for gradients that never come. */
import type { Finding } from '../document/finding'
import { placeOf } from '../document/hook-place'
import { nearest } from '../document/identifiers'
import type { Inference, NodeInference } from '../infer/inference'
import { isFrozen } from '../infer/frozen'
import { tell, told } from '../../words/tell'

/** Findings of every definition. */
export function checkFrozen(inference: Inference): Finding[] {
  return [...inference.modules].flatMap(([module, { nodes, definition }]) => {
    const findings: Finding[] = []
    for (const node of nodes.values())
      if (node.node.requires_grad !== undefined) findings.push(...checkNode(module, node))
    for (const hook of definition.hooks ?? []) {
      const place = placeOf(hook)
      if (place?.kind !== 'parameter' || hook.pass !== 'backward') continue
      const found = nodes.get(place.node)
      const owner = nodes.get(found?.node.shared_with ?? '') ?? found
      if (owner === undefined || !isFrozenWithin(owner, place.name)) continue
      const { id: node, name } = owner.node
      findings.push({
        severity: 'warning',
        module,
        node,
        name,
        hook: hook.id,
        ...told(
          'hook.frozen',
          "The hook on '{{parameter}}' of {{name}} never runs: no gradient comes there.",
          {
            parameter: place.name,
            name,
          },
        ),
        remedy: tell('remedy.unfreeze', 'Take the hook out, or let the parameter learn.'),
      })
    }
    return findings
  })
}

/** By the node, or by one inside it. */
function isFrozenWithin({ node, instance }: NodeInference, name: string): boolean {
  if (isFrozen(node, name)) return true
  const [first, ...rest] = name.split('.')
  const nodes = [...(instance?.nodes.values() ?? [])]
  const inner = nodes.find((each) => each.node.name === first)
  if (inner === undefined) return false
  const owner = instance?.nodes.get(inner.node.shared_with ?? '') ?? inner
  return isFrozenWithin(owner, rest.join('.'))
}

function checkNode(module: string, { node, parameters, outputs }: NodeInference): Finding[] {
  const { id, name, requires_grad: given } = node
  const place = { severity: 'error', module, node: id, name, param: 'requires_grad' } as const
  if (node.shared_with !== undefined)
    return [
      {
        ...place,
        ...told('requires_grad.shared', '{{name}} uses the parameters of another node, which says whether they learn.', { name }),
        remedy: tell('remedy.requires_grad_of_owner', 'Give requires_grad to that node instead.'),
      },
    ] // prettier-ignore
  if (Object.values(outputs).includes(null)) return []
  const names = parameters.map((parameter) => parameter.name)
  if (names.length === 0)
    return [
      {
        ...place,
        ...told('requires_grad.no_parameters', '{{name}} has no parameters that could be frozen.', { name }),
        remedy: tell('remedy.take_requires_grad_out', 'Take requires_grad out.'),
      },
    ]
  if (typeof given !== 'object') return []
  return Object.keys(given)
    .filter((parameter) => !names.includes(parameter))
    .map((parameter) => {
      const near = nearest(parameter, names)
      return {
        ...place,
        ...told('requires_grad.unknown', "{{name}} has no parameter '{{parameter}}'.", { name, parameter }),
        remedy:
          near === undefined
            ? tell('remedy.take_out', 'Take it out.')
            : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near }),
      }
    })
}
