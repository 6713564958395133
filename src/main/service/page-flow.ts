/** What goes to a page that may not keep up, whichever way leads to it. */
import type { HostEvent } from '../contract'
import { WaitingEvents } from './waiting-events'

/** Bytes on their way above which frames are dropped and events wait, and below which they flow again. */
const HIGH_BYTES = 8 * 2 ** 20
const LOW_BYTES = 1 * 2 ** 20
/** Bytes of answers on their way above which the page is not listened to. */
const DEAF_BYTES = 32 * 2 ** 20

/** The way itself. */
export interface FlowEdge {
  /** Bytes that were put and that the page has not taken yet. */
  untaken(): number
  /** Sends an event that has waited. */
  sendEvent(event: HostEvent): void
  /** The page takes again, but has missed events: it is to come anew, and begin with a snapshot. */
  missed(): void
  /** Frames can be sent again. */
  caughtUp(): void
  /** Whether the page may ask for more. */
  listen(listening: boolean): void
}

/**
 * Answers always go out; frames are dropped and events wait while the page does not keep up. A page that has stopped makes
 * nothing grow: what it has missed it finds by a snapshot when it goes on, and until then it is not listened to where its
 * answers pile up.
 */
export class PageFlow {
  private readonly waiting = new WaitingEvents()
  private behind = false
  private deaf = false

  constructor(private readonly edge: FlowEdge) {}

  get isBehind(): boolean {
    return (this.behind ||= this.edge.untaken() > HIGH_BYTES)
  }

  /** Puts an event, or lets it wait. - `size`: in bytes, about */
  event(event: HostEvent, size: number, put: () => void): void {
    if (this.isBehind) this.waiting.add(event, size)
    else this.put(put)
  }

  /** Puts what has to go now. */
  put(put: () => void): void {
    put()
    if (this.deaf || this.edge.untaken() <= DEAF_BYTES) return
    this.deaf = true
    this.edge.listen(false)
  }

  /** To be called when the page has taken something. */
  taken(): void {
    if (this.edge.untaken() > LOW_BYTES) return
    if (this.deaf) {
      this.deaf = false
      this.edge.listen(true)
    }
    if (!this.behind) return
    this.behind = false
    const events = this.waiting.flush()
    if (events === null) return this.edge.missed()
    for (const event of events) this.edge.sendEvent(event)
    this.edge.caughtUp()
  }
}
