/** What a page that does not keep up is to be told: little of it, or that it has missed too much. */
import type { HostEvent } from '../contract'

/** So many events, and characters of them, wait for a page. */
const MOST_EVENTS = 256
const MOST_CHARACTERS = 4 * 2 ** 20

/** Of these the last one says all that the earlier ones said. */
const STATES: ReadonlySet<string> = new Set(['progress', 'fit', 'changes', 'way', 'engineStatus'])

export class WaitingEvents {
  private events: { key: string | null; text: number; event: HostEvent }[] = []
  private characters = 0
  private missed = false

  /** - `text`: its length as text */
  add(event: HostEvent, text: number): void {
    if (this.missed) return
    const key = keyOf(event)
    if (key !== null) this.drop(key)
    this.events.push({ key, text, event })
    this.characters += text
    if (this.events.length <= MOST_EVENTS && this.characters <= MOST_CHARACTERS) return
    this.missed = true
    this.take()
  }

  /** What waited, in its order, or null where too much was missed for that; then nothing waits. */
  flush(): HostEvent[] | null {
    const { missed } = this
    this.missed = false
    const events = this.take()
    return missed ? null : events
  }

  private take(): HostEvent[] {
    const events = this.events.map(({ event }) => event)
    this.events = []
    this.characters = 0
    return events
  }

  private drop(key: string): void {
    const at = this.events.findIndex((each) => each.key === key)
    if (at >= 0) this.characters -= this.events.splice(at, 1)[0]!.text
  }
}

function keyOf(event: HostEvent): string | null {
  if (event.kind !== 'engine' && event.kind !== 'engineStatus') return null
  const kind = event.kind === 'engine' ? event.event.kind : event.kind
  return STATES.has(kind) ? `${event.documentId} ${kind}` : null
}
