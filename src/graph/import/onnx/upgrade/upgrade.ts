/** Models of opsets 1 to 6 as if they were of opset 7: the rest of the import knows no older operators. */
import type { OnnxModel, OnnxNode } from '../model'
import { consumersOf } from '../model'
import { alignedNodes } from './broadcasts'
import { ranksOf } from './ranks'
import { renewedNode } from './renewed'

const OLDEST_READ = 7

/** The model itself from opset 7 on. */
export function upgraded(model: OnnxModel): OnnxModel {
  if (model.opset >= OLDEST_READ) return model
  const renewed = model.nodes.map((node) => renewedNode(node, model))
  const ranks = ranksOf(renewed, model)
  const nodes = renewed.flatMap((node): OnnxNode[] => alignedNodes(node, ranks))
  return { ...model, opset: OLDEST_READ, nodes, consumers: consumersOf(nodes) }
}
