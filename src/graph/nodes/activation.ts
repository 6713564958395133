/** What activations share: they work value by value, and most can overwrite their input. */
import { z } from 'zod'
import { defineNode } from '../registry/definition'
import type { NodeDefinition, NodeSpec } from '../registry/definition'

export const inplace = z.boolean().default(false).meta({ doc: 'Overwrite the input.', advanced: true })

/** The params as PyTorch takes them: it does not go back through an input that was overwritten with a negative slope below 0. */
export function overwriting<P extends { inplace: boolean }>(params: P, slope: number): P {
  return slope < 0 ? { ...params, inplace: false } : params
}

/** An activation of `torch.nn`. Shape: any, unless the spec says otherwise. */
export function defineActivation<S extends z.ZodRawShape>(
  spec: Omit<NodeSpec<S>, 'category' | 'url'>,
): NodeDefinition {
  return defineNode({
    // `F.relu6`, `F.logsigmoid`: the functions of activations have no underscore but for the few that say so.
    pytorch: { function: `F.${spec.type.toLowerCase()}` },
    ...spec,
    category: 'activation',
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${spec.type}.html`,
  })
}
