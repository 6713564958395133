import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { startWebHost } from './web-host'
import type { WebHost, WebHostOptions } from './web-host'

const engine = engineEntry(new URL('./main.ts', import.meta.url).href)
let folder: string
let host: WebHost
let url: URL
let cookie: string

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
  cookie = String((await get(url.pathname + url.search)).headers['set-cookie']).split(';')[0]!
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

/** The status of a WebSocket handshake: 101 when it is let in. */
function shake(headers: OutgoingHttpHeaders, path = '/socket'): Promise<number> {
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
        ...headers,
      },
    })
    request.on('upgrade', (_, socket) => {
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

describe('the first address', () => {
  it('exchanges its token for a cookie that scripts and other sites cannot use', async () => {
    const answer = await get(url.pathname + url.search)
    expect(answer.status).toBe(302)
    expect(answer.headers.location).toBe('/')
    expect(String(answer.headers['set-cookie'])).toMatch(
      new RegExp(`^gradwire-${url.port}=[\\w-]{32}; Path=/; HttpOnly; SameSite=Strict$`),
    )
  })

  it('has a token of 24 random bytes that is not the cookie', () => {
    const token = url.searchParams.get('token')!
    expect(Buffer.from(token, 'base64url')).toHaveLength(24)
    expect(cookie).not.toContain(token)
  })

  it('with another token opens nothing', async () => {
    const answer = await get('/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
    expect(answer.status).toBe(403)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.body).toContain('Open it with the whole address')
  })
})

describe('the page', () => {
  it('is served with a policy that lets only its own scripts run', async () => {
    const answer = await get('/', { cookie })
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
    const answer = await get('/assets/index-abc.js', { cookie })
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
    const answer = await get('/assets/index-abc.js', { cookie, 'accept-encoding': accepted })
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
    const answer = await get(path, { cookie })
    expect(answer.status).toBe(404)
    expect(answer.body).not.toBe('secret')
  })

  it('is only read', async () => {
    expect((await get('/', { cookie }, 'POST')).status).toBe(405)
    expect((await get('/', { cookie }, 'HEAD')).body).toBe('')
  })
})

describe('a request that is not the page’s own', () => {
  it.each<[string, () => OutgoingHttpHeaders]>([
    ['without the cookie', () => ({})],
    ['with a forged cookie', () => ({ cookie: `gradwire-${url.port}=${'A'.repeat(32)}` })],
    ['by the name localhost', () => ({ cookie, host: `localhost:${url.port}` })],
    ['by a name that leads here', () => ({ cookie, host: `attacker.example:${url.port}` })],
    ['by the bare address', () => ({ cookie, host: '127.0.0.1' })],
    ['from another site', () => ({ cookie, origin: 'https://attacker.example' })],
    ['from another port of this machine', () => ({ cookie, origin: 'http://127.0.0.1:1' })],
    ['from a page without an origin', () => ({ cookie, origin: 'null' })],
    [
      'as a part of another page',
      () => ({ cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'script' }),
    ],
  ])('is refused %s', async (_, headers) => {
    expect((await get('/assets/index-abc.js', headers())).status).toBe(403)
    expect(await shake({ origin: url.origin, ...headers() })).toBe(403)
  })

  it('is refused on an upgrade without an origin', async () => {
    expect(await shake({ cookie })).toBe(403)
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
    expect(await shake({ cookie, origin: url.origin })).toBe(101)
    expect(await shake({ cookie, origin: url.origin }, '/elsewhere')).toBe(404)
  })
})
