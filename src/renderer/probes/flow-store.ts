/** What flows on the wires right now: a plain map that canvases read, apart from React. */
import type { ProbeView, WatchTarget } from '../../engine/protocol'
import type { FlowDirection, FlowFrame } from '../../graph/frames/frame'

/** Who looks: the picture on the wire itself, the wire's inspector, the sum at the port for the inspector, a parameter in its own view, or the net over its depth. */
export type FlowPurpose = 'wire' | 'inspector' | 'port' | 'parameter' | 'depth'

export interface FlowEntry {
  frame: FlowFrame
  /** The view that this frame answers. */
  view: ProbeView
}

/** The key of one lane of a wire (of the output port it leaves, of one side of a hook, or of a parameter) for one purpose. */
export function flowKey(target: WatchTarget, direction: FlowDirection, purpose: FlowPurpose): string {
  const place = placeKey(target)
  return [purpose, direction, ...target.path, place].join('\n')
}

function placeKey(target: WatchTarget): string {
  if (target.kind === 'edge') return target.edge
  if (target.kind === 'port') return `${target.node}\n${target.handle}`
  if (target.kind === 'parameter') return `${target.node}\n ${target.name}`
  return `${target.hook}\n${target.side}\n${target.part}`
}

/** Of one document. */
export class FlowStore {
  /** Grows with every change, so that a drawing loop can tell whether there is anything new. */
  revision = 0
  /** While a step stands still: its number, and nothing of another step is shown. */
  private only: number | null = null
  private readonly entries = new Map<string, FlowEntry>()
  private readonly listeners = new Set<() => void>()

  get(key: string): FlowEntry | undefined {
    return this.entries.get(key)
  }

  /** The step that stands still, of which alone something is shown; null: whatever came last is. */
  get standing(): number | null {
    return this.only
  }

  /** Shows one step alone, and nothing of those before it; null: all that comes. */
  showOnly(step: number | null): void {
    if (this.only === step) return
    this.only = step
    for (const [key, { frame }] of this.entries)
      if (step !== null && frame.step !== step) this.entries.delete(key)
    this.changed()
  }

  set(key: string, entry: FlowEntry): void {
    // It was on its way when the step began.
    if (this.only !== null && entry.frame.step !== this.only) return
    this.entries.set(key, entry)
    this.changed()
  }

  /** Forgets the lanes that nobody looks at any more. */
  keepOnly(keys: ReadonlySet<string>): void {
    for (const key of this.entries.keys()) if (!keys.has(key)) this.entries.delete(key)
    this.changed()
  }

  /** Forgets everything, e.g. when the network was built anew and old values mean nothing. */
  clear(): void {
    this.entries.clear()
    this.changed()
  }

  get size(): number {
    return this.entries.size
  }

  /** Calls the listener at every change. → the way to stop it */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private changed(): void {
    this.revision++
    for (const listener of this.listeners) listener()
  }
}
