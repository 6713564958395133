/** Names of tensors and of what a person has changed of them. */
import type { TensorChange, TensorTarget } from '../../engine/protocol'
import { assertNever } from '../../graph/basics/assert-never'
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument, ModuleDefinition } from '../../graph/document/document'
import { exactText } from '../texts/number-text'
import { t } from '../texts/index'

/** `block1.conv1 → relu` for a wire, `block1.conv1` for an output, `block1.conv1.weight` for a parameter. */
export function tensorName(document: GraphDocument, target: TensorTarget): string {
  const names: string[] = []
  let definition = definitionOf(document, document.main)
  for (const id of target.path) {
    const node = definition?.nodes.find((each) => each.id === id)
    names.push(node?.name ?? id)
    const module = node?.params['module']
    definition = typeof module === 'string' ? definitionOf(document, module) : undefined
  }
  return [...names, placeName(definition, target)].filter(Boolean).join('.')
}

function placeName(definition: ModuleDefinition | undefined, target: TensorTarget): string {
  const nameOf = (id: string): string => definition?.nodes.find((node) => node.id === id)?.name ?? id
  if (target.kind === 'port') return nameOf(target.node)
  if (target.kind === 'parameter') return [nameOf(target.node), target.name].filter(Boolean).join('.')
  const edge = definition?.edges.find(({ id }) => id === target.edge)
  return edge
    ? t('live.wire.title', { source: nameOf(edge.source), target: nameOf(edge.target) })
    : target.edge
}

/** What was done, e.g. `Fill block1.conv1.weight with 0.5`. */
export function changeLabel(
  document: GraphDocument,
  { target, direction, edit }: Pick<TensorChange, 'target' | 'direction' | 'edit'>,
): string {
  const name = tensorName(document, target)
  const what = t(`changes.${direction}`, { name })
  const { kind, amount = NaN, indices, type = '' } = edit
  switch (kind) {
    case 'set':
      return t('changes.label.set', { what, count: indices?.length ?? 0 })
    case 'fill':
    case 'scale':
      return t(`changes.label.${kind}`, { what, amount: exactText(amount) })
    case 'noise':
    case 'paste':
      return t(`changes.label.${kind}`, { what })
    case 'init':
      return t('changes.label.init', { what, type })
    default:
      return assertNever(kind)
  }
}
