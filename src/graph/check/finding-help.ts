/** Where there is more to read about a finding. */
import { definitionOf } from '../document/document'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import { nodeDefinition } from '../nodes/index'
import { optimizerDefinition } from '../training/optimizers'
import { schedulerDefinition } from '../training/schedulers'

export interface FindingHelp {
  /** What the page is about: `Conv2d`. */
  name: string
  url: string
}

type Place = Pick<Finding, 'module' | 'node' | 'param'>

/** PyTorch's page about the layer, the optimiser or the schedule that a finding is at; undefined where there is none. */
export function findingHelp(document: GraphDocument, place: Place): FindingHelp | undefined {
  const about = subjectOf(document, place)
  return about?.url === undefined ? undefined : { name: about.type, url: about.url }
}

function subjectOf(document: GraphDocument, { module, node, param }: Place) {
  if (node !== undefined) {
    const { nodes = [] } = definitionOf(document, module ?? document.main) ?? {}
    return nodeDefinition(nodes.find(({ id }) => id === node)?.type ?? '')
  }
  const { optimizer, scheduler } = document.training
  const [setting] = param?.split('.') ?? []
  if (setting === 'optimizer') return optimizerDefinition(optimizer.type)
  return setting === 'scheduler' ? schedulerDefinition(scheduler?.type ?? '') : undefined
}
