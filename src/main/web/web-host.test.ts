import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawerEntry, engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { startWebHost } from './web-host'
import type { WebHost, WebHostOptions } from './web-host'

const engine = engineEntry(new URL('./main.ts', import.meta.url).href)
let folder: string
let host: WebHost
let url: URL
let secret: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-web-'))
  await mkdir(join(folder, 'page', 'assets'), { recursive: true })
  await writeFile(join(folder, 'page', 'index.html'), '<!doctype html><title>Gradwire</title>')
  await writeFile(join(folder, 'page', 'assets', 'index-abc.js'), 'export {}')
  await writeFile(join(folder, 'page', 'assets', 'index-abc.js.br'), 'as br')
  await writeFile(join(folder, 'page', 'assets', 'index-abc.js.gz'), 'as gzip')
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await symlink(join(folder, 'secret.txt'), join(folder, 'page', 'link.txt'))
  host = await startWebHost(options())
  url = new URL(host.url)
  secret = (await secretFor(host.url)).body
})
afterAll(async () => {
  host.close()
  await rm(folder, { recursive: true, force: true })
})

function options(): WebHostOptions {
  return {
    port: 0,
    pageFolder: join(folder, 'page'),
    samplesFolder: fileURLToPath(new URL('../../../resources/samples', import.meta.url)),
    dataFolder: join(folder, 'data'),
    version: '0.0.0',
    file: null,
    developmentServer: null,
    drawer: drawerEntry(import.meta.url),
    startEngine: (documentId, shared) =>
      forkEngine(engine.path, documentId, { execArgv: engine.execArgv, folder: shared }),
  }
}

/** A request with exactly this path: no client tidies it up. */
function get(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: url.port, path, headers, method },
        (response) => {
          let body = ''
          response.setEncoding('utf8').on('data', (part: string) => (body += part))
          response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
        },
      )
      request.on('error', reject)
      request.end()
    },
  )
}

const ticketOf = (address: string): string => new URL(address).hash.slice('#open='.length)
const ask = (path: string, headers: OutgoingHttpHeaders) => get(path, headers, 'POST')
const secretFor = (address: string) =>
  ask('/secret', { origin: new URL(address).origin, 'x-gradwire-ticket': ticketOf(address) })

/** The status of a WebSocket handshake: 101 when it is let in. */
function shake(headers: OutgoingHttpHeaders, path: string, given: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port: url.port,
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...(given !== '' && { 'sec-websocket-protocol': `gradwire, ${given}` }),
        ...headers,
      },
    })
    request.on('upgrade', ({ headers: answered }, socket) => {
      expect(answered['sec-websocket-protocol']).toBe('gradwire')
      socket.destroy()
      resolve(101)
    })
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode!)
    })
    request.on('error', reject)
    request.end()
  })
}

describe('an address', () => {
  it('gives one page a secret, once; whoever comes after is told what to do', async () => {
    const address = host.address()
    const first = await secretFor(address)
    expect(first).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^[\w-]{32}\.[\w-]{43}$/) as string,
    })
    const second = await secretFor(address)
    expect(second).toMatchObject({
      status: 403,
      body: expect.stringContaining('That address was used') as string,
    })
    expect((await secretFor(host.url)).status).toBe(403)
  })

  it('says what it is after the #, which no browser sends', () => {
    expect(url.pathname + url.search).toBe('/')
    expect(Buffer.from(ticketOf(host.url), 'base64url')).toHaveLength(24)
  })

  it('can be asked for by a page that has a secret, for another that then has one of its own', async () => {
    const { status, body } = await ask('/ticket', { origin: url.origin, 'x-gradwire-secret': secret })
    expect(status).toBe(200)
    const other = await secretFor(`${url.origin}/#open=${body}`)
    expect(other.status).toBe(200)
    expect(other.body).not.toBe(secret)
    expect(await shake({ origin: url.origin }, '/socket', other.body)).toBe(101)
  })

  it.each<[string, OutgoingHttpHeaders]>([
    ['without a secret', {}],
    ['with a forged secret', { 'x-gradwire-secret': `${'A'.repeat(32)}.${'A'.repeat(43)}` }],
    ['with half a secret', { 'x-gradwire-secret': 'A' }],
  ])('is given to nobody %s', async (_, headers) => {
    expect((await ask('/ticket', { origin: url.origin, ...headers })).status).toBe(403)
    expect((await ask('/secret', { origin: url.origin, ...headers })).status).toBe(403)
  })

  it('is given to no other page, and to nothing without an origin', async () => {
    for (const origin of [undefined, 'null', 'http://127.0.0.1:1', 'https://attacker.example'])
      expect((await ask('/ticket', { ...(origin && { origin }), 'x-gradwire-secret': secret })).status).toBe(
        403,
      )
  })

  it('is never given as a cookie, which every port of this machine would get', async () => {
    for (const path of ['/', '/assets/index-abc.js'])
      expect((await get(path)).headers['set-cookie']).toBeUndefined()
  })
})

describe('the page', () => {
  it('is served with a policy that lets only its own scripts run', async () => {
    const answer = await get('/')
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('<title>Gradwire</title>')
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.headers['content-security-policy']).toMatch(/default-src 'self'; script-src 'self';/)
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
  })

  it('keeps files whose name holds a hash', async () => {
    const answer = await get('/assets/index-abc.js')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })

  it.each([
    ['gzip, deflate, br, zstd', 'br', 'as br'],
    ['gzip, deflate', 'gzip', 'as gzip'],
    ['deflate', undefined, 'export {}'],
    ['', undefined, 'export {}'],
  ])('is sent as the browser takes it: %s', async (accepted, encoding, body) => {
    const answer = await get('/assets/index-abc.js', { 'accept-encoding': accepted })
    expect(answer.headers['content-encoding']).toBe(encoding)
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(answer.body).toBe(body)
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '/assets',
    '/%00',
    '/%',
    '//secret.txt',
  ])('serves nothing at %s', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(404)
    expect(answer.body).not.toBe('secret')
  })

  it('is only read', async () => {
    expect((await get('/', {}, 'POST')).status).toBe(405)
    expect((await get('/', {}, 'HEAD')).body).toBe('')
  })
})

describe('a request that is not the page’s own', () => {
  it.each<[string, () => OutgoingHttpHeaders]>([
    ['by the name localhost', () => ({ host: `localhost:${url.port}` })],
    ['by a name that leads here', () => ({ host: `attacker.example:${url.port}` })],
    ['by the bare address', () => ({ host: '127.0.0.1' })],
    ['from another site', () => ({ origin: 'https://attacker.example' })],
    ['from another port of this machine', () => ({ origin: 'http://127.0.0.1:1' })],
    ['from a page without an origin', () => ({ origin: 'null' })],
    ['as a part of another page', () => ({ 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'script' })],
  ])('is refused %s', async (_, headers) => {
    expect((await get('/assets/index-abc.js', headers())).status).toBe(403)
    expect(await shake({ origin: url.origin, ...headers() }, '/socket', secret)).toBe(403)
  })

  it('is refused on an upgrade without an origin', async () => {
    expect(await shake({}, '/socket', secret)).toBe(403)
  })

  it('is refused with two Host headers, whichever comes first', async () => {
    const [ours, other] = [`Host: ${url.host}`, 'Host: attacker.example']
    for (const headers of [
      [ours, other],
      [other, ours],
      [ours, ours],
    ]) {
      const socket = connect(Number(url.port), '127.0.0.1')
      socket.end(['GET / HTTP/1.1', ...headers, 'Connection: close', '', ''].join('\r\n'))
      expect(String(await once(socket.setEncoding('utf8'), 'data'))).toMatch(/^HTTP\/1.1 40[03]/)
    }
  })
})

describe('a request that does not end', () => {
  it.each([
    ['in its first line', 'GET / HT'],
    ['in its headers', 'GET / HTTP/1.1\r\nHost: '],
    ['before it begins', ''],
  ])('is let go: %s', async (_, begun) => {
    const impatient = await startWebHost({ ...options(), patienceMs: 50 })
    const half = connect(Number(new URL(impatient.url).port), '127.0.0.1')
    half.write(begun)
    half.resume()
    await once(half, 'close')
    impatient.close()
  })
})

describe('the socket', () => {
  it('lets the page in, and nowhere else', async () => {
    expect(await shake({ origin: url.origin }, '/socket', secret)).toBe(101)
    expect(await shake({ origin: url.origin }, '/elsewhere', secret)).toBe(404)
  })

  it.each(['', 'A', `${'A'.repeat(32)}.${'A'.repeat(43)}`])(
    'lets nobody in with %j for a secret',
    async (given) => {
      expect(await shake({ origin: url.origin }, '/socket', given)).toBe(403)
    },
  )
})
