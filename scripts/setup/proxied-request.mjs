/** HTTP requests as set-up makes them: through the proxies that the environment names, and on where a host sends them. */
import http from 'node:http'
import https from 'node:https'
import tls from 'node:tls'

/** How long a host, or a proxy before it, may take to begin its answer. */
const ANSWER_MS = 10_000
/** How long an answer may stand still. */
const STALL_MS = 60_000
const MOST_REDIRECTS = 5

/** @typedef {{ headers?: Record<string, string>, ca?: Buffer }} RequestOptions `ca`: certificates to trust instead of Node's */

/**
 * The beginning of a host's answer, whatever its status. Errors: nobody is reached, or no answer begins in time.
 *
 * @param {string} address
 * @param {RequestOptions} [options]
 * @returns {Promise<import('node:http').IncomingMessage>}
 */
export async function get(address, options = {}, redirects = MOST_REDIRECTS) {
  const url = new URL(address)
  const answer = await begun(await request(url, options))
  const { statusCode = 0, headers } = answer
  if (statusCode < 300 || statusCode >= 400 || !headers.location) return answer
  answer.destroy()
  if (redirects === 0) throw new Error(`${url.host} sends it on without an end`)
  return get(new URL(headers.location, url).href, options, redirects - 1)
}

/**
 * The proxy for an address, or null: `HTTPS_PROXY` and `HTTP_PROXY`, but for the hosts in `NO_PROXY` (also in small letters).
 *
 * @param {URL} url
 * @returns {URL | null}
 */
export function proxyFor(url, env = process.env) {
  const proxy =
    url.protocol === 'https:' ? (env.https_proxy ?? env.HTTPS_PROXY) : (env.http_proxy ?? env.HTTP_PROXY)
  if (!proxy || passesBy(url, env.no_proxy ?? env.NO_PROXY ?? '')) return null
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`)
}

/** Whether a list names the host, or a domain that it is in, with its port or without; `*` names all. @param {URL} url @param {string} list */
function passesBy({ hostname, port, protocol }, list) {
  const usual = protocol === 'https:' ? '443' : '80'
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (only && only !== (port || usual)) return false
      return entry === '*' || hostname === name || (name !== '' && hostname.endsWith(`.${name}`))
    })
}

/** @param {URL} url @param {RequestOptions} options */
async function request(url, { headers = {}, ca }) {
  const proxy = proxyFor(url)
  const options = { headers, ca, agent: /** @type {const} */ (false), timeout: ANSWER_MS }
  if (!proxy) return (url.protocol === 'https:' ? https : http).request(url, options)
  if (url.protocol === 'http:') {
    const through = { host: url.host, ...authorization(proxy) }
    return clientOf(proxy).request(proxy, { ...options, path: url.href, headers: { ...headers, ...through } })
  }
  const socket = await tunnel(proxy, url)
  return https.request(url, {
    ...options,
    // An agent would make connections of its own.
    agent: undefined,
    createConnection: () => tls.connect({ socket, servername: url.hostname, ca }),
  })
}

/** A connection through a proxy, which only passes bytes on. @param {URL} proxy @param {URL} url @returns {Promise<import('node:net').Socket>} */
function tunnel(proxy, url) {
  const path = `${url.hostname}:${url.port || 443}`
  const ask = clientOf(proxy).request(proxy, {
    method: 'CONNECT',
    path,
    headers: { host: path, ...authorization(proxy) },
    agent: false,
    timeout: ANSWER_MS,
  })
  return new Promise((done, fail) => {
    ask.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) done(socket)
      else {
        socket.destroy()
        fail(new Error(`the proxy ${proxy.host} answers ${statusCode}`))
      }
    })
    endWith(ask, fail)
  })
}

/** @param {import('node:http').ClientRequest} sent @returns {Promise<import('node:http').IncomingMessage>} */
function begun(sent) {
  return new Promise((done, fail) => {
    sent.once('response', (answer) => {
      answer.setTimeout(STALL_MS)
      done(answer)
    })
    endWith(sent, fail)
  })
}

/** Sends a request, and gives up where it stands still. @param {import('node:http').ClientRequest} sent @param {(error: Error) => void} fail */
function endWith(sent, fail) {
  sent.once('error', fail)
  sent.on('timeout', () => sent.destroy(new Error(`${sent.host} does not answer`)))
  sent.end()
}

/** @param {URL} proxy */
function clientOf(proxy) {
  return proxy.protocol === 'https:' ? https : http
}

/** @param {URL} proxy @returns {Record<string, string>} */
function authorization({ username, password }) {
  if (!username) return {}
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` }
}
