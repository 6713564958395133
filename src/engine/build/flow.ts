/** What flowed in one pass: on every port the value and its gradient, on every wire its consumer's share of that, and both sides of hooks. */
import type { Handle } from '../backend/types'
import { keep, Tensor } from '../core/tensor'
import type { HookWatcher } from '../hooks/net-hooks'
import type { FlowPicture } from '../../graph/frames/frame'
import type { FlowTarget, ProbeTarget, ProbeView } from '../protocol'
import { plainValues } from './plain-values'

/** Of nets with more parameters none are held for the step that is looked at: 16 MB, and a millisecond or two for each such step. */
const MOST_USED = 4_000_000

/** What is left of a tensor of which only a small picture is to be shown. */
export interface Brief {
  readonly shape: readonly number[]
  /** √Σx²; null where the numbers are such that only all of them tell. */
  readonly norm: number | null
  /** What the view shows that it was made for. */
  readonly picture: FlowPicture | null
  readonly view: ProbeView
  dispose(): void
}

/** Both directions of one port or wire; `backward` is null where no gradient came. */
export interface Lane {
  forward: Tensor
  backward: Tensor | null
}

/**
 * Holds the tensors of one pass beyond the pass itself, until {@link dispose}. Nothing is copied.
 *
 * The gradient of a port is the sum over its consumers, that of a wire its consumer's own share: one tensor each where
 * one output feeds one input.
 */
export class Flow {
  private readonly lanes = new Map<string, Lane>()
  /** What came to hooks, and what left them. */
  private readonly hooked = new Map<string, Tensor>()
  /** What the pass computes with, as it is before the step changes it. */
  private readonly used = new Map<Tensor, Tensor>()
  private readonly changing: ReadonlySet<Handle>
  private readonly briefs = new Map<Tensor, Brief>()

  /**
   * @param changing What the step will change in place: of that the values are held as they are, which does not stand in its way.
   * @param uses Whether all of it is held: a step that changes it copies it then, and a graph that has it hands it out.
   */
  constructor(changing: readonly Tensor[] = [], uses = true) {
    this.changing = new Set(changing.map(({ handle }) => handle))
    if (!uses) return
    const count = changing.reduce((sum, tensor) => sum + tensor.numel(), 0)
    if (count <= MOST_USED) for (const tensor of changing) this.used.set(tensor, this.held(tensor))
  }

  /** Whether nothing has flowed. */
  get isEmpty(): boolean {
    return this.lanes.size === 0
  }

  /** A parameter as the pass computed with it; null: that was not held. */
  usedValues(parameter: Tensor): ReturnType<typeof plainValues> | null {
    const held = this.used.get(parameter)
    return held ? plainValues(held) : null
  }

  /** Takes down a port's value, and its gradient when that comes. */
  port(path: readonly string[], node: string, handle: string, value: Tensor): Lane {
    const lane: Lane = { forward: this.held(value), backward: null }
    this.lanes.set(targetKey({ kind: 'port', path: [...path], node, handle }), lane)
    if (value.requiresGrad) this.watch(value, lane)
    return lane
  }

  /** Takes down a wire's value, and its share of the gradient when that comes. */
  edge(path: readonly string[], edge: string, value: Tensor): void {
    const lane: Lane = { forward: this.held(value), backward: null }
    this.lanes.set(targetKey({ kind: 'edge', path: [...path], edge }), lane)
    if (value.requiresGrad) this.watch(value, lane)
  }

  /** A wire that is its source's only consumer carries what the port carries. */
  sameEdge(path: readonly string[], edge: string, lane: Lane): void {
    this.lanes.set(targetKey({ kind: 'edge', path: [...path], edge }), lane)
  }

  /** Another value was put in the place of the one that flowed. */
  change(target: ProbeTarget, direction: keyof Lane, value: Tensor): void {
    const lane = this.lane(target)
    if (!lane) return
    lane[direction]?.dispose()
    lane[direction] = this.held(value)
  }

  /** Takes down both sides of a hook; of a place that is passed several times, the last. */
  readonly watchHooks: HookWatcher = ({ path, hook }, side, value, part) => {
    const key = targetKey({ kind: 'hook', path: [...path], hook, side, part: part ?? 0 })
    this.hooked.get(key)?.dispose()
    this.hooked.set(key, this.held(value))
  }

  lane(target: ProbeTarget): Lane | undefined {
    return this.lanes.get(targetKey(target))
  }

  /** Puts in the place of tensors what is enough to show them small. `stays`: whether all numbers of a lane are needed; `make`: null: the tensor stays. */
  shorten(
    stays: (lane: string, direction: keyof Lane) => boolean,
    make: (tensor: Tensor) => Brief | null,
  ): void {
    const lanes = [...this.lanes].flatMap(([key, lane]) =>
      (['forward', 'backward'] as const).flatMap((direction) => {
        const tensor = lane[direction]
        return tensor ? [{ key, direction, tensor }] : []
      }),
    )
    // Lanes share values: an output and the wires that it feeds.
    const made = new Map<Handle, Brief | null>()
    for (const { key, direction, tensor } of lanes) if (stays(key, direction)) made.set(tensor.handle, null)
    for (const { tensor } of lanes) {
      const { handle } = tensor
      if (!made.has(handle)) made.set(handle, make(tensor))
      const brief = made.get(handle)
      if (brief) this.briefs.set(tensor, brief)
    }
    for (const tensor of this.briefs.keys()) tensor.dispose()
  }

  /** What a probe looks at; null where nothing has come, or only a {@link brief} is left. A hook has one pass, so the direction is its own. */
  tensor(target: FlowTarget, direction: keyof Lane): Tensor | null {
    if (target.kind === 'hook') return this.hooked.get(targetKey(target)) ?? null
    const tensor = this.lane(target)?.[direction]
    return !tensor || this.briefs.has(tensor) ? null : tensor
  }

  brief(target: FlowTarget, direction: keyof Lane): Brief | null {
    if (target.kind === 'hook') return null
    const tensor = this.lane(target)?.[direction]
    return (tensor && this.briefs.get(tensor)) ?? null
  }

  /** The same as numbers. */
  values(target: FlowTarget, direction: keyof Lane): ReturnType<typeof plainValues> | null {
    const tensor = this.tensor(target, direction)
    return tensor && plainValues(tensor)
  }

  /** Whether the pass came there, and all of it is still there. */
  has(target: FlowTarget): boolean {
    if (target.kind === 'hook') return this.hooked.has(targetKey(target))
    return (
      this.lanes.has(targetKey(target)) && !this.brief(target, 'forward') && !this.brief(target, 'backward')
    )
  }

  /** Lets go of all lanes but these. */
  keepOnly(targets: readonly FlowTarget[]): void {
    const keys = new Set(targets.map(targetKey))
    const kept = new Set([...this.lanes].flatMap(([key, lane]) => (keys.has(key) ? [lane] : [])))
    for (const [key, lane] of this.lanes) {
      if (!keys.has(key)) this.lanes.delete(key)
      // A wire and its port may share one.
      if (!kept.has(lane)) free(lane)
    }
    for (const [key, value] of this.hooked) {
      if (keys.has(key)) continue
      this.hooked.delete(key)
      value.dispose()
    }
    if (this.lanes.size > 0) return
    for (const brief of new Set(this.briefs.values())) brief.dispose()
    this.briefs.clear()
    for (const value of this.used.values()) value.dispose()
    this.used.clear()
  }

  dispose(): void {
    this.keepOnly([])
  }

  private watch(value: Tensor, lane: Lane): void {
    value.registerHook((gradient) => {
      lane.backward?.dispose()
      lane.backward = this.held(gradient)
    })
  }

  /** The same values under a storage of our own, which no scope frees. */
  private held({ storage, shape, dtype, layout }: Tensor): Tensor {
    const own = this.changing.has(storage.handle) ? storage.snapshot() : storage.share()
    return keep(new Tensor(own, shape, dtype, layout))
  }
}

function free({ forward, backward }: Lane): void {
  forward.dispose()
  backward?.dispose()
}

/** One text for a target. */
export function targetKey(target: FlowTarget): string {
  if (target.kind === 'hook')
    return JSON.stringify([...target.path, target.hook, { [target.side]: target.part }])
  return target.kind === 'edge'
    ? JSON.stringify([...target.path, target.edge])
    : JSON.stringify([...target.path, target.node, [target.handle]])
}
