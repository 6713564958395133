/** Who may talk to the loopback host: only a page that was let in by an address of this host, on exactly its own address. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { tell } from '../../words/tell'

const BYTES = 24
/** Tickets that may wait to be used. */
const MOST_TICKETS = 100
/** How long a ticket is good that a page asks for, in milliseconds. */
export const TICKET_MS = 60_000

/** Header of a request that has nothing else to say, with a ticket or a secret. */
export const TICKET_HEADER = 'x-gradwire-ticket'
export const SECRET_HEADER = 'x-gradwire-secret'
/** The sub-protocol of a page's socket; the secret is offered as another one beside it. */
export const PROTOCOL = 'gradwire'

/**
 * Anything of 127.0.0.1 can be reached by every page in the browser and every program of the machine, and what a browser keeps for
 * a host, as cookies, goes to every port of it. So a page has a **secret**, which it keeps for itself and shows with all that it
 * asks. It gets one for a **ticket**, which is used once: the first is in the address that the host prints, after the `#`, which
 * browsers send to nobody; a page that has a secret asks for others.
 */
export class Access {
  /** `127.0.0.1:port` */
  readonly host: string
  private readonly key: Buffer
  private readonly first: string
  /** Until when each is good. */
  private readonly tickets = new Map<string, number>()

  /** With a `secret`, which only development has, a host that is started again prints the same address and knows its pages; else none does. */
  constructor(port: number, secret?: string | null) {
    const part = (name: string): Buffer =>
      secret
        ? createHash('sha256').update(`${name} ${secret}`).digest().subarray(0, BYTES)
        : randomBytes(BYTES)
    this.host = `127.0.0.1:${port}`
    this.key = part('key')
    this.first = part('ticket').toString('base64url')
    this.tickets.set(this.first, Infinity)
  }

  /** The address that lets one page in, once. */
  address(ticket = this.first): string {
    return `http://${this.host}/#open=${ticket}`
  }

  /** - `lifeMs`: how long it is good */
  ticket(lifeMs = TICKET_MS): string {
    const now = Date.now()
    for (const [ticket, until] of this.tickets) if (until < now) this.tickets.delete(ticket)
    // The oldest that a page asked for goes; the first one, of the printed address, stays.
    if (this.tickets.size >= MOST_TICKETS)
      this.tickets.delete([...this.tickets.keys()].find((ticket) => ticket !== this.first)!)
    const ticket = randomBytes(BYTES).toString('base64url')
    this.tickets.set(ticket, now + lifeMs)
    return ticket
  }

  /** A secret of its own for whoever has the ticket; null where that is none, or was used. */
  secretFor(ticket: string): string | null {
    const found = [...this.tickets.keys()].find((known) => isSame(ticket, known))
    if (found === undefined) return null
    const good = this.tickets.get(found)! >= Date.now()
    this.tickets.delete(found)
    return good ? this.signed(randomBytes(BYTES).toString('base64url')) : null
  }

  isSecret(text: string): boolean {
    return isSame(text, this.signed(text.slice(0, text.indexOf('.'))))
  }

  private signed(name: string): string {
    return `${name}.${createHmac('sha256', this.key).update(name).digest('base64url')}`
  }
}

/** Why a request is turned away before anything looks at it; null where it may pass. */
export function refusal(request: IncomingMessage, access: Access): string | null {
  if (request.headers.host !== access.host || hostsOf(request) !== 1)
    return tell('web.other_host', 'This is {{host}}, and nothing else.', { host: access.host })
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${access.host}`) return otherPage()
  const site = request.headers['sec-fetch-site']
  const fromElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none'
  // Following a link to here is allowed; being loaded as a part of another page is not.
  if (fromElsewhere && request.headers['sec-fetch-dest'] !== 'document') return otherPage()
  return null
}

/** Node keeps the first of several, a program before it may have looked at the last. */
function hostsOf({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length
}

function otherPage(): string {
  return tell('web.other_page', 'Other pages may not use this host.')
}

/** A page's own request always carries its origin, and so does an upgrade; without one, it is no page of ours. */
export function pageRefusal(request: IncomingMessage, access: Access): string | null {
  if (request.headers.origin === undefined) return tell('web.no_origin', 'A connection needs an origin.')
  return refusal(request, access)
}

/** Why a page's socket is turned away; null where it may pass. */
export function socketRefusal(request: IncomingMessage, access: Access): string | null {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
  return (
    pageRefusal(request, access) ??
    (offered.some((each) => access.isSecret(each))
      ? null
      : tell('web.no_secret', 'This page has no secret of this host.'))
  )
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
