/** What a command of the contract with the engine can be about: tensors that flow, sides of hooks, parameters. */
import { z } from 'zod'

/** An output of a node, in an instance given by the ids of the instances around it. */
export const portTarget = z.object({
  kind: z.literal('port'),
  path: z.array(z.string()),
  node: z.string(),
  handle: z.string(),
})

/** A call of a node, in an instance given by the ids of the instances around it. */
export const callPlace = z.object({ path: z.array(z.string()), node: z.string() })
export type CallPlace = z.infer<typeof callPlace>

/** One lane of a wire, or the sum on an output port, in an instance given by the ids of the instances around it. */
export const probeTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edge'), path: z.array(z.string()), edge: z.string() }),
  portTarget,
])
export type ProbeTarget = z.infer<typeof probeTarget>

/**
 * One side of a hook in its pass: what comes to it, or what leaves it. `part` tells the tensors of a call apart where a module
 * takes or gives several. Where the place is passed several times, the last counts.
 */
export const hookTarget = z.object({
  kind: z.literal('hook'),
  path: z.array(z.string()),
  hook: z.string(),
  side: z.enum(['before', 'after']),
  part: z.int().min(0).max(63),
})
export type HookTarget = z.infer<typeof hookTarget>

/** Whatever a probe can look at. */
export const flowTarget = z.discriminatedUnion('kind', [...probeTarget.options, hookTarget])
export type FlowTarget = z.infer<typeof flowTarget>

export const parameterTarget = z.object({
  kind: z.literal('parameter'),
  path: z.array(z.string()),
  node: z.string(),
  name: z.string(),
})
export type ParameterTarget = z.infer<typeof parameterTarget>

/** Any tensor of a session: what flows, and parameters and buffers. */
export const tensorTarget = z.union([probeTarget, parameterTarget])

/** What a probe can look at, and a person can ask for whole. */
export const watchTarget = z.union([flowTarget, parameterTarget])
export type WatchTarget = z.infer<typeof watchTarget>
