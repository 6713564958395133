/** Refuses what the machine's memory cannot hold before any of it is taken: else the system ends the engine without a word. */
import { amountText } from '../../graph/infer/memory'
import { BYTES_PER_VALUE, largestOutput, weightsNeed } from '../../graph/plan/memory-need'
import type { CallPlace } from '../../graph/plan/memory-need'
import { passNeed } from '../../graph/plan/pass-memory'
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
      { amount: amountText(bytes), limit: amountText(limit) },
    ),
    remedy: smallerOne(),
  })
}

/** What a net holds whatever passes through it, in bytes. */
interface Held {
  /** Weights, buffers and what the optimiser keeps. */
  readonly kept: number
  readonly gradients: number
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
   * Looks whether a pass over a batch of that size can be held: what flows, with the gradients on the way back where it is recorded,
   * beside what the net itself holds (weights, gradients of those, and what their optimiser keeps). Passes need no less than that, so
   * what is refused could not have been run.
   *
   * Errors: it cannot.
   */
  check(batch: number, recorded: boolean): void {
    const fitting = this.fitting[recorded ? 'recorded' : 'plain']
    if (fitting.has(batch)) return
    const limit = memoryLimit()
    const held = this.held(recorded)
    if (held.kept + held.gradients > limit) this.refuseNet(held.kept + held.gradients, limit)
    const needs = (rows: number): number => this.bytesAtATime(rows, recorded, held)
    const amount = needs(batch)
    if (amount > limit)
      throw this.tooLarge(batch, { amount, limit, held, rows: mostThatFits(needs, batch, limit) })
    fitting.add(batch)
  }

  private bytesAtATime(batch: number, recorded: boolean, { kept, gradients }: Held): number {
    const { forward, peak } = passNeed(this.plan, { batch, recorded })
    // Gradients of parameters come one after the other, and are all there when the optimiser takes its step.
    return kept + Math.max(forward + gradients, peak)
  }

  private tooLarge(
    batch: number,
    { amount, limit, held, rows }: { amount: number; limit: number; held: Held; rows: number },
  ): Error {
    const net = held.kept + held.gradients
    const remedy =
      rows >= 1
        ? tell('engine.use_batch_that_fits', 'Use a batch of at most {{rows}}, or fewer values a sample.', {
            rows,
          })
        : smallerOne()
    const most = largestOutput(this.plan, batch)!
    const shape = most.shape.join(', ')
    const beside = { shape, held: amountText(net), limit: amountText(limit) }
    if (net + most.bytes > limit)
      return at(most, {
        message: tell(
          'engine.not_enough_memory_for_output',
          'There is not enough memory for a tensor of shape [{{shape}}]: it takes {{amount}}, beside the {{held}} of the net, and this machine has {{limit}}.',
          { ...beside, amount: amountText(most.bytes) },
        ),
        remedy,
      })
    return at(most, {
      message: tell(
        'engine.not_enough_memory_for_pass',
        'There is not enough memory for a pass over a batch of {{batch}}: what it makes takes {{amount}} at a time, beside the {{held}} of the net, and this machine has {{limit}}. The largest tensor is made here, of shape [{{shape}}].',
        { ...beside, batch, amount: amountText(amount - net) },
      ),
      remedy,
    })
  }

  private held(recorded: boolean): Held {
    const state = this.optimizer?.kept ?? 0
    let kept = 0
    let gradients = 0
    for (const parameter of this.net.parameters()) {
      const learns = parameter.requiresGrad ? 1 : 0
      kept += parameter.numel() * (1 + learns * state)
      if (recorded) gradients += parameter.numel() * learns
    }
    for (const buffer of this.net.buffers()) kept += buffer.numel()
    return { kept: kept * BYTES_PER_VALUE, gradients: gradients * BYTES_PER_VALUE }
  }

  /** Errors: what the net holds is more than there is, whatever passes through it. */
  private refuseNet(bytes: number, limit: number): void {
    const { most } = weightsNeed(this.plan)
    if (most === null) return
    const [amount, has] = [amountText(bytes), amountText(limit)]
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

/** The largest batch below one that is too large; 0: not even a single sample. */
function mostThatFits(needs: (rows: number) => number, tooLarge: number, limit: number): number {
  let [fits, not] = [0, tooLarge]
  while (not - fits > 1) {
    const middle = Math.floor((fits + not) / 2)
    if (needs(middle) <= limit) fits = middle
    else not = middle
  }
  return fits
}

function at({ module, call }: CallPlace, problem: { message: string; remedy: string }): NodeError {
  return new NodeError({ ...problem, module, node: call.node, name: call.name })
}
