/** Who may talk to the loopback host: only the browser that was given the address, on exactly that address. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { tell } from '../../words/tell'

const BYTES = 24

/** Anything of 127.0.0.1 can be reached by every page in the browser and every program of the machine. */
export interface Access {
  /** `127.0.0.1:port` */
  host: string
  /** In the first address, in the clear; exchanged for the cookie at once. */
  token: string
  /** Cookies are shared between all ports of an address, so the name holds the port. */
  cookieName: string
  cookie: string
}

/** With a `secret`, which only development has, a host that is started again has the same access; else each has its own. */
export function newAccess(port: number, secret?: string | null): Access {
  const part = (name: string): string =>
    secret
      ? createHash('sha256').update(`${name} ${secret}`).digest().subarray(0, BYTES).toString('base64url')
      : random()
  return {
    host: `127.0.0.1:${port}`,
    token: part('token'),
    cookieName: `gradwire-${port}`,
    cookie: part('cookie'),
  }
}

/** Why a request is turned away before anything looks at it; null where it may pass. */
export function refusal(request: IncomingMessage, access: Access): string | null {
  if (request.headers.host !== access.host)
    return tell('web.other_host', 'This is {{host}}, and nothing else.', { host: access.host })
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${access.host}`) return otherPage()
  const site = request.headers['sec-fetch-site']
  const fromElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none'
  // Following a link to here is allowed; being loaded as a part of another page is not.
  if (fromElsewhere && request.headers['sec-fetch-dest'] !== 'document') return otherPage()
  return null
}

function otherPage(): string {
  return tell('web.other_page', 'Other pages may not use this host.')
}

/** An upgrade always carries an origin in a browser; without one, it is no page of ours. */
export function upgradeRefusal(request: IncomingMessage, access: Access): string | null {
  if (request.headers.origin === undefined) return tell('web.no_origin', 'A connection needs an origin.')
  return (
    refusal(request, access) ??
    (hasCookie(request, access) ? null : tell('web.no_cookie', 'The cookie is missing.'))
  )
}

export function hasToken(url: URL, access: Access): boolean {
  return isSame(url.searchParams.get('token') ?? '', access.token)
}

export function hasCookie(request: IncomingMessage, access: Access): boolean {
  const cookies = (request.headers.cookie ?? '').split(';').map((part) => part.trim())
  const prefix = `${access.cookieName}=`
  return cookies.some(
    (cookie) => cookie.startsWith(prefix) && isSame(cookie.slice(prefix.length), access.cookie),
  )
}

export function setCookie(access: Access): string {
  return `${access.cookieName}=${access.cookie}; Path=/; HttpOnly; SameSite=Strict`
}

function random(): string {
  return randomBytes(BYTES).toString('base64url')
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
