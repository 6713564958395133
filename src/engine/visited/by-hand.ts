/** A forward pass of one sample that a person gives by hand: with the hooks of the document and without them. */
import { looseOutputs, portKey, roleOf, slotsOf } from '../../graph/plan/questions'
import type { ModulePlan, PlanSource } from '../../graph/plan/plan'
import { runPass } from '../build/compile'
import { Flow } from '../build/flow'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import type { Batch } from '../executor/batch'
import type { HandResult } from '../executor/executor'
import type { HandCall, ProbeTarget } from '../protocol'
import { feedOf } from './feed'
import type { Model } from './model'
import { ModelState } from './model-state'
import { setAside } from './set-aside'
import { TensorWriter } from './tensor-file'

/**
 * Runs the net on what a person gives, by `net(x)` and, where hooks act forward, by `net.forward(x)` and without any hook; without
 * gradients. Nothing is left of it: generators, buffers, gradients and what hooks have drawn are as they were. What hooks print is
 * heard once. `flow` is what flowed in the call that is shown: whoever takes it disposes of it.
 *
 * Errors: what a layer refuses.
 */
export function runByHand(
  model: Model,
  batch: Batch,
  { mode, shown }: { mode: 'train' | 'eval'; shown: HandCall },
): { result: HandResult; flow: Flow } {
  const { compiled } = model
  const { net, hooks, plan } = compiled
  const { training } = net
  const { say } = hooks
  const outputs = outputsOf(plan)
  const writer = new TensorWriter()
  const state = new ModelState(model)
  const pass = (call: HandCall): { loss: number | null; flow: Flow } => {
    const flow = new Flow()
    try {
      // All calls draw the same numbers.
      state.putBack()
      const heard = call === 'call' ? say : () => undefined
      Object.assign(hooks, { off: call === 'bare', say: heard, watcher: flow.watchHooks })
      const by = call === 'forward' ? 'forward' : 'call'
      const loss = scope(() => {
        const result = noGrad(() => runPass(compiled, feedOf(batch), flow, by))
        return result.loss?.numel() === 1 ? result.loss.item() : null
      })
      for (const { name, source } of outputs) {
        const value = flow.lane(targetOf(source))?.forward
        if (value) writer.add(`${call}/${name}`, value)
      }
      return { loss, flow }
    } catch (error) {
      flow.dispose()
      throw error
    } finally {
      hooks.off = false
    }
  }
  net.train(mode === 'train')
  try {
    return setAside(compiled, () => {
      const hooked = actsForward(plan)
      const call = pass('call')
      const passes = { call, forward: call, bare: call }
      if (hooked) Object.assign(passes, { forward: pass('forward'), bare: pass('bare') })
      const { flow } = passes[shown]
      for (const other of new Set(Object.values(passes))) if (other.flow !== flow) other.flow.dispose()
      const result = {
        outputs: outputs.map(({ name, source }) => ({ name, node: source.node, handle: source.handle })),
        tensors: writer.bytes(),
        hooked,
        loss: { call: call.loss, forward: passes.forward.loss, bare: passes.bare.loss },
      }
      return { result, flow }
    })
  } finally {
    state.putBack()
    state.free()
    net.train(training)
  }
}

/** Whether anything in the plan changes or looks at what flows forward. */
function actsForward(plan: ModulePlan): boolean {
  return (
    plan.hooks.some(({ pass }) => pass === 'forward') ||
    plan.calls.some((call) => call.kind === 'instance' && actsForward(call.plan))
  )
}

interface NamedOutput {
  name: string
  source: PlanSource
}

/** What the net gives: its `Output` nodes, and what its losses look at; where it has neither, what nobody takes. */
function outputsOf(plan: ModulePlan): NamedOutput[] {
  const nameOf = (node: string): string => plan.calls.find((call) => call.node === node)?.name ?? node
  const slots = new Set(slotsOf(plan).map(({ call, handle }) => portKey({ node: call.node, handle })))
  const named = plan.calls.flatMap((call): NamedOutput[] => {
    const [source] = Object.values(call.inputs)
    if (source === undefined) return []
    if (roleOf(call) === 'output') return [{ name: call.name, source }]
    if (roleOf(call) !== 'loss' || slots.has(portKey(source))) return []
    return [{ name: nameOf(source.node), source }]
  })
  const found =
    named.length > 0 ? named : looseOutputs(plan).map((source) => ({ name: nameOf(source.node), source }))
  const names = new Map(found.map((output) => [output.name, output]))
  return [...names.values()]
}

function targetOf({ edge, node, handle }: PlanSource): ProbeTarget {
  return edge === '' ? { kind: 'port', path: [], node, handle } : { kind: 'edge', path: [], edge }
}
