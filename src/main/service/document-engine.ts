/** The engine of one document of a page, and the credit of its frames. */
import type { EngineCommand, EngineEvent } from '../../engine/protocol'
import type { EngineStatus } from '../contract'
import type { EngineTransport } from '../engine-link/engine-client'
import { EngineSupervisor } from '../supervisor/engine-supervisor'
import type { EngineSlots } from './engine-slots'
import { tell } from '../../words/tell'

export interface DocumentEngineOptions {
  documentId: string
  slots: EngineSlots
  start: (folder: string, env: Readonly<Record<string, string>>) => EngineTransport
  onStatus: (status: EngineStatus) => void
  onEvent: (event: EngineEvent) => void
  /** Sends a frame to the page; false when the page is so far behind that it was dropped. */
  sendFrame: (bytes: Uint8Array) => boolean
}

/**
 * The engine sends at most one frame a probe until it is acknowledged. A frame that never reaches the page would stop its
 * probe for good, so this acknowledges in the page's place: when a slow page has caught up, and when a page comes back.
 */
export class DocumentEngine {
  private readonly options: DocumentEngineOptions
  private supervisor: EngineSupervisor | null = null
  /** What commands wait for that came after one which waits. */
  private held: Promise<void> | null = null
  private readonly sent = new Set<number>()
  private readonly dropped = new Set<number>()

  constructor(options: DocumentEngineOptions) {
    this.options = options
  }

  get status(): EngineStatus {
    return (
      this.supervisor?.status ?? {
        state: 'starting',
        message: tell('host.starting_engine', 'Starting the engine…'),
      }
    )
  }

  get runs(): boolean {
    return this.supervisor !== null
  }

  get hasOwnWeights(): boolean {
    return this.supervisor?.hasOwnWeights ?? false
  }

  /** The engine, which starts when it is first asked for. Errors: as many run as may. */
  wake(): EngineSupervisor {
    if (this.supervisor) return this.supervisor
    this.options.slots.take(this.options.documentId)
    return (this.supervisor = new EngineSupervisor({
      start: this.options.start,
      onStatus: (status) => {
        if (status.state !== 'ready') this.forgetFrames()
        this.options.onStatus(status)
      },
      onEvent: this.options.onEvent,
      onFrame: (bytes) => this.forward(bytes),
    }))
  }

  /** - `first`: what must hold before this command, and so before those after it, goes out. Errors: it does not. */
  async command(command: EngineCommand, first?: Promise<void>): Promise<unknown> {
    if (first) {
      const held = first
        .catch(() => undefined)
        .then(() => {
          if (this.held === held) this.held = null
        })
      this.held = held
      await first
    } else if (this.held) await this.held
    if (command.kind === 'ack') for (const probe of command.probes) this.sent.delete(probe)
    if (command.kind === 'probes') this.forgetAllBut(new Set(command.probes.map(({ id }) => id)))
    return this.wake().request(command)
  }

  /** A page is there, perhaps another than the one that was sent the last frames. */
  cameBack(): void {
    this.acknowledge(this.sent)
    this.acknowledge(this.dropped)
  }

  /** The page can take frames again. */
  caughtUp(): void {
    this.acknowledge(this.dropped)
  }

  close(): void {
    if (!this.supervisor) return
    this.supervisor.close()
    this.supervisor = null
    this.options.slots.free()
  }

  private forward(bytes: Uint8Array): void {
    const probe = probeOf(bytes)
    if (this.options.sendFrame(bytes)) this.sent.add(probe)
    else this.dropped.add(probe)
  }

  private acknowledge(probes: Set<number>): void {
    if (probes.size > 0) this.supervisor?.request({ kind: 'ack', probes: [...probes] }).catch(() => undefined)
    probes.clear()
  }

  /** Frames of probes that the page has given up need no credit any more. */
  private forgetAllBut(probes: ReadonlySet<number>): void {
    for (const frames of [this.sent, this.dropped])
      for (const probe of frames) if (!probes.has(probe)) frames.delete(probe)
  }

  private forgetFrames(): void {
    this.sent.clear()
    this.dropped.clear()
  }
}

const AT_PROBE = 4

/** The probe's number, from the frame's header (`src/graph/frames/frame.ts`). */
function probeOf(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(AT_PROBE, true)
}
