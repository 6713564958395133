/** Places that hooks sit on, in words. */
import { assertNever } from '../../graph/basics/assert-never'
import type { ModuleDefinition } from '../../graph/document/document'
import type { HookPlace } from '../../graph/document/hook-place'
import { t } from '../texts/index'

/** `the wire from relu1 to conv2`, `conv1.output`, `fc.weight`, `the call of conv1`. */
export function placeName({ nodes, edges }: ModuleDefinition, place: HookPlace): string {
  const nameOf = (id: string) => nodes.find((node) => node.id === id)?.name ?? id
  switch (place.kind) {
    case 'edge': {
      const edge = edges.find(({ id }) => id === place.edge)
      const [source, target] = [edge?.source ?? place.edge, edge?.target ?? place.edge]
      return t('hookPanel.place.edge', { source: nameOf(source), target: nameOf(target) })
    }
    case 'port':
      return t('hookPanel.place.port', { name: nameOf(place.node), handle: place.handle })
    case 'parameter':
      return place.name === ''
        ? nameOf(place.node)
        : t('hookPanel.place.parameter', { name: nameOf(place.node), parameter: place.name })
    case 'node':
      return t('hookPanel.place.node', { name: nameOf(place.node) })
    default:
      return assertNever(place)
  }
}

/** What a hook acts on there, in a sentence. */
export function placeHint({ nodes, edges }: ModuleDefinition, place: HookPlace): string {
  switch (place.kind) {
    case 'edge': {
      const target = edges.find(({ id }) => id === place.edge)?.target ?? ''
      return t('hookPanel.place.edgeHint', { target: nodes.find(({ id }) => id === target)?.name ?? target })
    }
    case 'port':
      return t('hookPanel.place.portHint', { handle: place.handle })
    case 'parameter':
      return t('hookPanel.place.parameterHint', { parameter: place.name })
    case 'node':
      return t('hookPanel.place.nodeHint')
    default:
      return assertNever(place)
  }
}
