/** A net and its optimiser as they are at a moment, so that a step that is given up leaves no trace. */
import type { Layout } from '../core/layout'
import type { Shape } from '../core/shape'
import { release } from '../core/storage'
import type { HeldValues } from '../core/storage'
import { fromHandle, keep, Tensor } from '../core/tensor'
import { defaultGenerator } from '../random/generator'
import type { GeneratorState } from '../random/generator'
import type { NetHooks } from '../hooks/net-hooks'
import type { Model } from './model'

/** A tensor's values with what it takes to make it anew. */
interface Held {
  values: HeldValues
  shape: Shape
  layout: Layout
}

/** Which values are held. */
interface Holding {
  /** Only which tensors there are, with values that somebody else keeps or brings back: nothing takes memory twice. Default: all values. */
  lightly?: boolean
  /** Default: true. */
  gradients?: boolean
}

/**
 * Weights, buffers, gradients, what the optimiser remembers, random numbers to come, and the step that hooks count. The values are held, not copied: only what
 * changes in place meanwhile takes memory twice.
 */
export class ModelState {
  private readonly tensors: { tensor: Tensor; values: HeldValues }[]
  private readonly gradients: { parameter: Tensor; held: Held | null }[]
  private readonly remembered: { parameter: Tensor; entries: Record<string, Held | number> }[]
  private readonly stepped: boolean
  private readonly generator: GeneratorState = defaultGenerator.getState()
  private readonly hooks: ReturnType<NetHooks['store']>
  private readonly step: number

  private readonly lightly: boolean

  constructor(
    private readonly model: Model,
    { lightly = false, gradients = true }: Holding = {},
  ) {
    const { net, hooks } = model.compiled
    this.lightly = lightly
    const valuesOf = ({ storage }: Tensor): HeldValues => (lightly ? storage.peek() : storage.hold())
    const heldOf = (tensor: Tensor): Held => ({
      values: valuesOf(tensor),
      shape: tensor.shape,
      layout: tensor.layout,
    })
    this.hooks = hooks.store()
    this.step = hooks.step
    const parameters = net.parameters()
    this.tensors = [...parameters, ...net.buffers()].map((tensor) => ({
      tensor,
      values: valuesOf(tensor),
    }))
    this.gradients = (gradients ? parameters : []).map((parameter) => ({
      parameter,
      held: parameter.grad && heldOf(parameter.grad),
    }))
    this.remembered = [...(model.optimizer?.state ?? [])].map(([parameter, state]) => ({
      parameter,
      entries: mapEntries(state, (value) => (value instanceof Tensor ? heldOf(value) : value)),
    }))
    this.stepped = model.optimizer?.stepped ?? false
  }

  /** Runs `body` on the model as it was then, and leaves it as it is now. */
  during<T>(body: () => T): T {
    const now = new ModelState(this.model)
    this.putBack()
    try {
      return body()
    } finally {
      now.putBack()
      now.free()
    }
  }

  /** Makes everything what it was. */
  putBack(): void {
    for (const { tensor, values } of this.tensors) tensor.storage.putBack(values)
    for (const { parameter, held } of this.gradients) parameter.grad = tensorOf(held, parameter.grad)
    this.putBackOptimizer()
    defaultGenerator.setState(this.generator)
    const { hooks } = this.model.compiled
    hooks.restore(this.hooks)
    hooks.step = this.step
  }

  /** Lets go of the values; to be called once. */
  free(): void {
    if (this.lightly) return
    for (const { values } of this.tensors) release(values.handle)
    for (const { held } of this.gradients) if (held) release(held.values.handle)
    for (const { entries } of this.remembered)
      for (const entry of Object.values(entries)) if (typeof entry !== 'number') release(entry.values.handle)
  }

  private putBackOptimizer(): void {
    const { optimizer } = this.model
    if (!optimizer) return
    const now = new Map(optimizer.state)
    optimizer.state.clear()
    for (const { parameter, entries } of this.remembered) {
      const state = now.get(parameter) ?? {}
      now.delete(parameter)
      const names = new Set([...Object.keys(state), ...Object.keys(entries)])
      for (const name of names) if (!(name in entries)) dispose(state[name])
      optimizer.state.set(
        parameter,
        mapEntries(entries, (entry, name) =>
          typeof entry === 'number' ? entry : tensorOf(entry, tensorIn(state[name]))!,
        ),
      )
    }
    for (const state of now.values()) for (const value of Object.values(state)) dispose(value)
    optimizer.stepped = this.stepped
  }
}

/** The tensor that there is now with the values of then, or a new one; null: there was none. */
function tensorOf(held: Held | null, now: Tensor | null): Tensor | null {
  const alive = now && !now.storage.freed ? now : null
  if (!held) {
    alive?.dispose()
    return null
  }
  if (alive && alive.layout === held.layout) {
    alive.storage.putBack(held.values)
    return alive
  }
  alive?.dispose()
  held.values.handle.refs++
  return keep(fromHandle(held.values.handle, held.shape, held.layout))
}

function tensorIn(value: Tensor | number | undefined): Tensor | null {
  return value instanceof Tensor ? value : null
}

function dispose(value: Tensor | number | undefined): void {
  if (value instanceof Tensor) value.dispose()
}

function mapEntries<From, To>(
  entries: Record<string, From>,
  change: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, change(value, name)]))
}
