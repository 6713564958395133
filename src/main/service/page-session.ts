/** One page and its engine, however often the page reloads or loses its connection. */
import type { EngineCommand } from '../../engine/protocol'
import type { HostEvent, HostMessage } from '../contract'
import type { EngineTransport } from '../engine-link/engine-client'
import { EngineSupervisor } from '../supervisor/engine-supervisor'

/** The way to a page, as a host provides it. */
export interface PagePort {
  send(message: HostMessage): void
  /** False when the page is so far behind that the frame was dropped; `caughtUp` is then called later. */
  sendFrame(bytes: Uint8Array): boolean
}

export interface PageSessionOptions {
  id: string
  /** A file to open first. */
  file: string | null
  startEngine: () => EngineTransport
}

/**
 * Owns the page's engine and hands on what it says while a page is there.
 *
 * The engine sends at most one frame a probe until it is acknowledged. A frame that never reaches the page would stop its
 * probe for good, so this acknowledges in the page's place: when a slow page has caught up, and when a page comes back.
 */
export class PageSession {
  readonly id: string
  readonly file: string | null
  readonly engine: EngineSupervisor
  private port: PagePort | null = null
  private readonly sent = new Set<number>()
  private readonly dropped = new Set<number>()

  constructor(options: PageSessionOptions) {
    this.id = options.id
    this.file = options.file
    this.engine = new EngineSupervisor({
      start: options.startEngine,
      onStatus: (status) => {
        if (status.state !== 'ready') this.forgetFrames()
        this.tell({ kind: 'engineStatus', status })
      },
      onEvent: (event) => this.tell({ kind: 'engine', event }),
      onFrame: (bytes) => this.forward(bytes),
    })
  }

  get connected(): boolean {
    return this.port !== null
  }

  /** A page is there, in place of any earlier one; it learns the engine's status at once. */
  attach(port: PagePort): void {
    this.port = port
    this.acknowledge(this.sent)
    this.acknowledge(this.dropped)
    this.tell({ kind: 'engineStatus', status: this.engine.status })
  }

  /** The page is gone; a port that another page has replaced changes nothing. */
  detach(port: PagePort): void {
    if (this.port === port) this.port = null
  }

  /** The page can take frames again after {@link PagePort.sendFrame} said no. */
  caughtUp(): void {
    this.acknowledge(this.dropped)
  }

  tell(event: HostEvent): void {
    this.port?.send({ kind: 'event', event })
  }

  async command(command: EngineCommand): Promise<unknown> {
    if (command.kind === 'ack') this.sent.delete(command.probe)
    return this.engine.request(command)
  }

  /** Ends the engine. */
  close(): void {
    this.port = null
    this.engine.close()
  }

  private forward(bytes: Uint8Array): void {
    const probe = probeOf(bytes)
    if (!this.port || this.port.sendFrame(bytes)) this.sent.add(probe)
    else this.dropped.add(probe)
  }

  private acknowledge(probes: Set<number>): void {
    for (const probe of probes) this.engine.request({ kind: 'ack', probe }).catch(() => undefined)
    probes.clear()
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
