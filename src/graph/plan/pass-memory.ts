/** How much one pass of a plan holds, found out by walking the plan as the engine does and counting instead of computing. */
import { shapeAt } from '../types/dims'
import { callMemory, type CallMemory } from './call-memory'
import { BYTES_PER_VALUE } from './memory-need'
import type { ModulePlan, PlanCall, PlanOperation } from './plan'
import { isSlot, portKey, roleOf } from './questions'

/** In bytes, without the weights and what an optimiser keeps of them. */
export interface PassNeed {
  /** What flowed on the way forward, all of which stays until the pass is done. */
  readonly forward: number
  /** The most on the way back: that, the gradients of a moment, and those that parameters have by then. */
  readonly peak: number
}

export interface PassKind {
  readonly batch: number
  /** Operations are recorded for a way back. */
  readonly recorded: boolean
  /** Tensors that are fed learn too, and all results are differentiated; default false. */
  readonly byInputs?: boolean
}

/** Counts every output of every call, but for views of what came in, and what {@link callMemory} says of each besides. */
export function passNeed(plan: ModulePlan, kind: PassKind): PassNeed {
  const forward = new ForwardCount(kind)
  forward.run(plan, new Map())
  const back = kind.recorded ? mostOnTheWayBack(forward.steps, forward.seeds) : 0
  return { forward: forward.made * BYTES_PER_VALUE, peak: (forward.made + back) * BYTES_PER_VALUE }
}

interface Value {
  readonly shape: readonly number[]
  readonly size: number
  readonly learns: boolean
}

interface Step {
  readonly call: PlanOperation
  readonly inputs: readonly Value[]
  readonly outputs: readonly Value[]
  readonly needs: CallMemory
}

class ForwardCount {
  /** Values so far. */
  made = 0
  readonly steps: Step[] = []
  /** Values whose gradient is given. */
  readonly seeds = new Set<Value>()

  constructor(private readonly kind: PassKind) {}

  /** What the `Output` nodes get, by name, where the `Input` nodes are `given` something. */
  run(plan: ModulePlan, given: ReadonlyMap<string, Value>): Map<string, Value> {
    const ports = new Map<string, Value>()
    const results = new Map<string, Value>()
    for (const call of plan.calls) {
      const inputs = new Map<string, Value>()
      for (const [handle, source] of Object.entries(call.inputs)) {
        const value = ports.get(portKey(source))
        if (value) inputs.set(handle, value)
      }
      if (roleOf(call) === 'output') {
        for (const value of inputs.values()) results.set(call.name, value)
        continue
      }
      for (const [handle, value] of this.outputsOf(call, inputs, given))
        ports.set(portKey({ node: call.node, handle }), value)
    }
    if (this.kind.byInputs) for (const value of results.values()) this.seeds.add(value)
    return results
  }

  private outputsOf(
    call: PlanCall,
    inputs: ReadonlyMap<string, Value>,
    given: ReadonlyMap<string, Value>,
  ): Map<string, Value> {
    if (call.kind === 'instance') return this.run(call.plan, inputs)
    const fed = given.get(call.name)
    if (fed && isSlot(call)) return new Map(call.outputs.map((handle) => [handle, fed]))
    const values = [...inputs.values()]
    const shapes = call.outputTypes.map((type) => (type ? shapeAt(type.shape, this.kind.batch) : [0]))
    const output = sum(shapes.map(numel))
    const needs = callMemory(call, {
      params: call.params,
      recorded: this.kind.recorded,
      input: sum(values.map(({ size }) => size)),
      output,
      shapes: values.map(({ shape }) => shape),
    })
    const learns = this.learns(call, values)
    const outputs = shapes.map((shape, i): Value => {
      const isFloat = call.outputTypes[i]?.dtype === 'float32'
      return { shape, size: numel(shape), learns: learns && isFloat }
    })
    this.made += (needs.view ? 0 : output) + needs.forward
    this.steps.push({ call, inputs: values, outputs, needs })
    return new Map(call.outputs.map((handle, i) => [handle, outputs[i]!]))
  }

  private learns(call: PlanOperation, inputs: readonly Value[]): boolean {
    if (this.kind.byInputs && isSlot(call)) return true
    const own = call.parameterCount > 0 || call.sharedWith !== undefined
    return (own && call.frozen !== true) || inputs.some((value) => value.learns)
  }
}

/** A gradient, and how many values it is the gradient of. */
interface Gradient {
  readonly size: number
  uses: number
}

/** The most values at a time beside those of the way forward, walking back as the tape does: a gradient goes when it was used. */
function mostOnTheWayBack(steps: readonly Step[], seeds: ReadonlySet<Value>): number {
  const gradients = new Map<Value, Gradient>()
  let live = 0
  let most = 0
  const hold = (size: number): void => {
    live += size
    most = Math.max(most, live)
  }
  const make = (size: number): Gradient => {
    hold(size)
    return { size, uses: 1 }
  }
  const letGo = (gradient: Gradient): void => {
    if (--gradient.uses === 0) live -= gradient.size
  }
  const give = (value: Value, share: Gradient): void => {
    const before = gradients.get(value)
    gradients.set(value, before ? make(value.size) : share)
    if (!before) return
    letGo(before)
    letGo(share)
  }
  for (const { call, inputs, outputs, needs } of steps.toReversed()) {
    for (const value of outputs) if (seeds.has(value) && value.learns) give(value, make(value.size))
    const own = outputs.flatMap((value) => gradients.get(value) ?? [])
    if (own.length === 0 && roleOf(call) !== 'loss') continue
    hold(needs.backward)
    for (const value of inputs) {
      if (!value.learns) continue
      const [same] = own
      if ((needs.view || needs.passesGradientOn) && same?.size === value.size) {
        same.uses++
        give(value, same)
      } else give(value, make(value.size))
    }
    live -= needs.backward
    for (const gradient of own) letGo(gradient)
    if (call.frozen !== true) hold(call.parameterCount)
  }
  return most
}

function numel(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
