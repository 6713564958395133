/** Refuses what the machine's memory cannot hold before any of it is taken: else the system ends the engine without a word. */
import { inGib } from '../../graph/infer/memory'
import { BYTES_PER_VALUE, largestOutput, weightsNeed } from '../../graph/plan/memory-need'
import type { CallPlace } from '../../graph/plan/memory-need'
import type { ModulePlan } from '../../graph/plan/plan'
import { keptTensors } from '../../graph/training/optimizers'
import { tell } from '../../words/tell'
import type { Module } from '../nn/module'
import { memoryLimit } from './machine-memory'
import { smallerOne } from './out-of-memory'
import { NodeError } from './node-error'

/** Errors: the learnable tensors alone are more than there is. */
export function checkWeights(plan: ModulePlan): void {
  const { bytes, most } = weightsNeed(plan)
  const limit = memoryLimit()
  if (bytes <= limit || most === null) return
  throw at(most, {
    message: tell(
      'engine.not_enough_memory_for_weights',
      'There is not enough memory for the weights of the net: they take {{amount}}, and this machine has {{limit}}.',
      { amount: inGib(bytes), limit: inGib(limit) },
    ),
    remedy: smallerOne(),
  })
}

/** The passes of one net, each kind of which is looked at once. */
export class PassMemory {
  private readonly plan: ModulePlan
  private readonly net: Module
  private readonly fitting = { recorded: new Set<number>(), plain: new Set<number>() }
  /** What trains the net, and how many tensors of its size it keeps for a parameter. */
  private optimizer: { type: string; kept: number } | null = null

  constructor(plan: ModulePlan, net: Module) {
    this.plan = plan
    this.net = net
  }

  /** The net begins to learn: from here on there is what the optimiser keeps, too. */
  trainWith(optimizer: Parameters<typeof keptTensors>[0]): void {
    const kept = keptTensors(optimizer)
    if (kept === this.optimizer?.kept) return
    this.optimizer = { type: optimizer.type, kept }
    for (const sizes of Object.values(this.fitting)) sizes.clear()
  }

  /**
   * Looks whether a pass over a batch of that size can be held: its largest tensor, beside what the net itself holds (weights,
   * gradients of those where it is recorded for them, and what their optimiser keeps). Passes need more than that, so what is refused
   * could not have been run.
   *
   * Errors: it cannot.
   */
  check(batch: number, recorded: boolean): void {
    const fitting = this.fitting[recorded ? 'recorded' : 'plain']
    if (fitting.has(batch)) return
    const most = largestOutput(this.plan, batch)
    const limit = memoryLimit()
    const own = this.heldBytes(recorded)
    if (own > limit) this.refuseNet(own, limit)
    if (most !== null && own + most.bytes > limit) {
      const { shape, bytes, bytesPerSample } = most
      const rows = Math.floor((limit - own) / bytesPerSample)
      throw at(most, {
        message: tell(
          'engine.not_enough_memory_for_output',
          'There is not enough memory for a tensor of shape [{{shape}}]: it takes {{amount}}, beside the {{held}} of the net, and this machine has {{limit}}.',
          { shape: shape.join(', '), amount: inGib(bytes), held: inGib(own), limit: inGib(limit) },
        ),
        remedy:
          rows >= 1 && rows < batch
            ? tell(
                'engine.use_batch_that_fits',
                'Use a batch of at most {{rows}}, or fewer values a sample.',
                { rows },
              )
            : smallerOne(),
      })
    }
    fitting.add(batch)
  }

  private heldBytes(recorded: boolean): number {
    const kept = this.optimizer?.kept ?? 0
    let values = 0
    for (const parameter of this.net.parameters()) {
      const learns = parameter.requiresGrad ? 1 : 0
      values += parameter.numel() * (1 + learns * (kept + (recorded ? 1 : 0)))
    }
    for (const buffer of this.net.buffers()) values += buffer.numel()
    return values * BYTES_PER_VALUE
  }

  /** Errors: what the net holds is more than there is, whatever passes through it. */
  private refuseNet(bytes: number, limit: number): void {
    const { most } = weightsNeed(this.plan)
    if (most === null) return
    const [amount, has] = [inGib(bytes), inGib(limit)]
    const { type, kept } = this.optimizer ?? { type: '', kept: 0 }
    throw at(most, {
      message:
        kept === 0
          ? tell(
              'engine.not_enough_memory_for_gradients',
              'There is not enough memory for the weights of the net and their gradients: they take {{amount}}, and this machine has {{limit}}.',
              { amount, limit: has },
            )
          : tell(
              'engine.not_enough_memory_for_training',
              'There is not enough memory for the weights of the net, their gradients and what {{optimizer}} keeps of them: they take {{amount}}, and this machine has {{limit}}.',
              { optimizer: type, amount, limit: has },
            ),
      remedy: smallerOne(),
    })
  }
}

function at({ module, call }: CallPlace, problem: { message: string; remedy: string }): NodeError {
  return new NodeError({ ...problem, module, node: call.node, name: call.name })
}
