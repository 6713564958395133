/** A loss of `torch.nn`: what all of them have in common is filled in. */
import type { z } from 'zod'
import { defineNode } from '../registry/definition'
import type { NodeDefinition, NodeSpec } from '../registry/definition'
import { lossInputs } from './losses'

/** Shape: a number, or the losses themselves where `reduction` is none. */
export function defineLoss<S extends z.ZodRawShape>(
  spec: Omit<NodeSpec<S>, 'category' | 'url' | 'stem' | 'role'>,
): NodeDefinition {
  return defineNode({
    inputs: lossInputs,
    calls: ['module', 'functional'],
    accepts: 'numbers',
    ...spec,
    category: 'loss',
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${spec.type}.html`,
    stem: 'loss',
    plainStem: true,
    role: 'loss',
  })
}
