/** Tells the engine which lanes are looked at, and gives a frame's credit back once it has been drawn. */
import { dequal } from 'dequal'
import type { EngineCommand, ProbeSubscription, ProbeView, WatchTarget } from '../../engine/protocol'
import { decodeFrame, type FlowDirection } from '../../graph/frames/frame'
import { flowKey, type FlowPurpose, type FlowStore } from './flow-store'

/** One lane that somebody wants to see. */
export interface ProbeRequest {
  target: WatchTarget
  direction: FlowDirection
  purpose: FlowPurpose
  view: ProbeView
}

/** What the manager needs from outside, so that it runs without a page. */
export interface ProbeManagerOptions {
  store: FlowStore
  send: (command: Extract<EngineCommand, { kind: 'probes' | 'ack' }>) => Promise<unknown>
  /** Runs its argument after the next picture was drawn. */
  afterDraw: (run: () => void) => void
  /** Runs its argument once, when nothing was asked for `milliseconds`. */
  delay: (run: () => void, milliseconds: number) => () => void
}

/** Longer than a picture of the screen takes, so that a moving canvas asks once. */
const QUIET_MILLISECONDS = 40

interface ActiveProbe extends ProbeRequest {
  id: number
  key: string
}

export class ProbeManager {
  private readonly wanted = new Map<string, readonly ProbeRequest[]>()
  private active = new Map<string, ActiveProbe>()
  private readonly byId = new Map<number, ActiveProbe>()
  private readonly drawn = new Set<number>()
  private nextId = 1
  private cancel: (() => void) | null = null
  private resting = false
  private readonly options: ProbeManagerOptions

  constructor(options: ProbeManagerOptions) {
    this.options = options
  }

  /** Replaces what one part of the page wants to see; an empty list ends it. */
  want(owner: string, requests: readonly ProbeRequest[]): void {
    if (requests.length > 0) this.wanted.set(owner, requests)
    else if (!this.wanted.delete(owner)) return
    this.cancel?.()
    this.cancel = this.options.delay(() => this.update(), QUIET_MILLISECONDS)
  }

  get rests(): boolean {
    return this.resting
  }

  /** Asks for nothing until {@link wake}: the engine's network is not the one on the page. */
  rest(): void {
    if (this.resting) return
    this.resting = true
    this.byId.clear()
    this.options.store.clear()
    void this.options.send({ kind: 'probes', probes: [] }).catch(ignore)
  }

  /** Asks for everything again. */
  wake(): void {
    this.resting = false
    this.renew()
  }

  /** Asks for everything under new numbers, so that an engine that rests sends each lane again. */
  renew(): void {
    this.active = new Map([...this.active].map(([key, probe]) => [key, { ...probe, id: this.nextId++ }]))
    this.index()
    this.resend()
  }

  /** Sends the whole list as it is. */
  private resend(): void {
    if (this.resting) return
    void this.options.send({ kind: 'probes', probes: [...this.active.values()].map(toProbe) }).catch(ignore)
  }

  /** Takes one frame from the engine. Frames of probes that are no longer wanted are dropped. */
  receive(bytes: Uint8Array): void {
    const frame = decodeFrame(bytes)
    const probe = this.byId.get(frame.probe)
    if (!probe) return
    this.options.store.set(probe.key, { frame, view: probe.view })
    if (this.drawn.size === 0) this.options.afterDraw(() => this.acknowledge())
    this.drawn.add(frame.probe)
  }

  /** One message for all that one picture of the screen drew; the engine knows nothing of probes that were given up. */
  private acknowledge(): void {
    const probes = [...this.drawn].filter((probe) => this.byId.has(probe))
    this.drawn.clear()
    if (probes.length > 0) void this.options.send({ kind: 'ack', probes }).catch(ignore)
  }

  private update(): void {
    this.cancel = null
    const next = new Map<string, ActiveProbe>()
    for (const request of [...this.wanted.values()].flat()) {
      const key = flowKey(request.target, request.direction, request.purpose)
      const known = this.active.get(key)
      // Another view gets another number, so that a late frame is never taken for an answer to it.
      const same = known !== undefined && dequal(known.view, request.view)
      next.set(key, { ...request, key, id: same ? known.id : this.nextId++ })
    }
    const ids = [...next.values()].map(({ id }) => id).join()
    if (ids === [...this.active.values()].map(({ id }) => id).join()) return
    this.active = next
    this.index()
    this.options.store.keepOnly(new Set(next.keys()))
    this.resend()
  }

  private index(): void {
    this.byId.clear()
    if (this.resting) return
    for (const probe of this.active.values()) this.byId.set(probe.id, probe)
  }
}

function toProbe({ id, target, direction, view, purpose }: ActiveProbe): ProbeSubscription {
  return { id, target, direction, view, thumbnail: purpose === 'wire' }
}

/** An engine that is away gets the whole list again when it is back. */
function ignore(): void {
  return undefined
}
