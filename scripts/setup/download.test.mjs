/** Downloads from hosts and through proxies on this machine. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { integrityOf, NOWHERE, startHost, startProxy } from '../testing/fake-hosts.mjs'
import { freshFolder } from '../testing/fresh-folder.mjs'
import { downloaded } from './download.mjs'
import { proxyFor } from './proxied-request.mjs'

const BYTES = Buffer.from('what lies there '.repeat(20_000))
const WANTED = { title: 'a library', file: 'library.tgz', integrity: integrityOf(BYTES) }

const here = freshFolder()
const downloads = () => join(here.folder, 'cache', 'downloads')

const at = (/** @type {string} */ address) => ({ address: async () => `${address}/library.tgz` })

/** @param {string} path */
function expectWhole(path) {
  expect(readFileSync(path).equals(BYTES)).toBe(true)
}

/** What an earlier set-up left. @param {Buffer} bytes */
function leavePart(bytes) {
  mkdirSync(downloads(), { recursive: true })
  writeFileSync(join(downloads(), 'library.tgz.part'), bytes)
}

describe('a download', () => {
  it('says its size, shows how far it is, and asks nobody once it is there', async () => {
    const { address, seen } = await startHost({ '/library.tgz': BYTES })
    const path = await downloaded({ ...WANTED, note: '9 MB unpacked' }, at(address))
    expectWhole(path)
    expect(here.said[0]).toBe('gradwire: downloading a library (0 MB, 9 MB unpacked)')
    expect(here.said.at(-1)).toBe('  100 % of 0 MB')
    const tellAddress = vi.fn()
    expect(await downloaded(WANTED, { address: tellAddress })).toBe(path)
    expect(tellAddress).not.toHaveBeenCalled()
    expect(seen).toHaveLength(1)
  })

  it('goes on where it broke off', async () => {
    const { address, seen } = await startHost(
      { '/library.tgz': BYTES },
      { cut: (bytes, count) => (count < 3 ? bytes.subarray(0, 100_000) : bytes) },
    )
    expectWhole(await downloaded(WANTED, at(address)))
    expect(seen.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-', 'bytes=200000-'])
  })

  it('goes on with what an earlier one left, also where that is all of it', async () => {
    const { address, seen } = await startHost({ '/library.tgz': BYTES })
    leavePart(BYTES.subarray(0, 50_000))
    expectWhole(await downloaded(WANTED, at(address)))
    expect(here.said).toContain('gradwire: going on at 0 MB')
    rmSync(downloads(), { recursive: true })
    leavePart(BYTES)
    expectWhole(await downloaded(WANTED, at(address)))
    expect(seen.map(({ range }) => range)).toEqual(['bytes=50000-', `bytes=${BYTES.length}-`])
  })

  it.each([
    ['shorter', 50_000],
    ['as long', BYTES.length],
    ['longer', BYTES.length + 1],
  ])('throws away what an earlier one left when it is something else, %s', async (_, length) => {
    const { address, seen } = await startHost({ '/library.tgz': BYTES })
    leavePart(Buffer.alloc(length, 'x'))
    expectWhole(await downloaded(WANTED, at(address)))
    expect(seen.map(({ range }) => range)).toEqual([`bytes=${length}-`, undefined])
    expect(readdirSync(downloads())).toEqual(['library.tgz'])
  })

  it('begins anew where the host sends no parts', async () => {
    const { address, seen } = await startHost({ '/library.tgz': BYTES }, { parts: false })
    leavePart(BYTES.subarray(0, 50_000))
    expectWhole(await downloaded(WANTED, at(address)))
    expect(seen.map(({ range }) => range)).toEqual(['bytes=50000-'])
  })

  it('is refused with another hash, and nothing of it is kept', async () => {
    const { address } = await startHost({ '/library.tgz': Buffer.from('something else') })
    await expect(downloaded(WANTED, at(address))).rejects.toThrow(
      /it is not what was pinned: expected sha256-.*, got sha256-/,
    )
    expect(readdirSync(downloads())).toEqual([])
  })

  it('is given up when nothing more comes, and its part is kept', { timeout: 20_000 }, async () => {
    const { address, seen } = await startHost(
      { '/library.tgz': BYTES },
      { cut: (bytes, count) => (count === 1 ? bytes.subarray(0, 100_000) : Buffer.alloc(0)) },
    )
    await expect(downloaded(WANTED, at(address))).rejects.toThrow(
      /broke off at 0 of 0 MB .*goes on from there/,
    )
    expect(seen).toHaveLength(5)
    expect(readFileSync(join(downloads(), 'library.tgz.part')).equals(BYTES.subarray(0, 100_000))).toBe(true)
  })

  it('is another program’s where its host cannot be reached, refuses, or is not known', async () => {
    const { address } = await startHost({})
    const otherwise = vi.fn(async () => {
      writeFileSync(join(here.folder, 'elsewhere'), BYTES)
      return join(here.folder, 'elsewhere')
    })
    for (const source of [at(NOWHERE), at(address), { address: async () => null }]) {
      expectWhole(await downloaded(WANTED, { ...source, otherwise }))
      rmSync(downloads(), { recursive: true })
    }
    expect(otherwise).toHaveBeenCalledTimes(3)
    await expect(downloaded(WANTED, at(NOWHERE))).rejects.toThrow('ECONNREFUSED')
    await expect(downloaded(WANTED, at(address))).rejects.toThrow('answers 404')
  })
})

describe('a download behind a proxy', () => {
  it('comes through the one for its scheme, which may want a name and a password', async () => {
    const host = await startHost({ '/library.tgz': BYTES })
    const proxy = await startProxy(host)
    vi.stubEnv('HTTPS_PROXY', NOWHERE)
    vi.stubEnv('HTTP_PROXY', proxy.address.replace('//', '//me:p%40ss@'))
    expectWhole(await downloaded(WANTED, at('http://host.invalid:8080')))
    const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    expect(proxy.seen).toEqual([{ url: 'http://host.invalid:8080/library.tgz', authorization }])
  })

  it('comes past it from the hosts in NO_PROXY', async () => {
    const { address } = await startHost({ '/library.tgz': BYTES })
    vi.stubEnv('http_proxy', NOWHERE)
    await expect(downloaded(WANTED, at(address))).rejects.toThrow('ECONNREFUSED')
    vi.stubEnv('NO_PROXY', 'example.org, 127.0.0.1')
    expectWhole(await downloaded(WANTED, at(address)))
  })

  it.runIf(hasOpenssl())('comes through a tunnel when it is secret, checked by its certificate', async () => {
    const tls = certificate('host.invalid')
    const host = await startHost(
      { '/library.tgz': BYTES },
      { tls, cut: (bytes, count) => (count === 1 ? bytes.subarray(0, 9000) : bytes) },
    )
    const proxy = await startProxy(host)
    vi.stubEnv('https_proxy', proxy.address)
    const source = at('https://host.invalid')
    await expect(downloaded(WANTED, source)).rejects.toThrow(/self-signed/)
    expectWhole(await downloaded(WANTED, { ...source, ca: Buffer.from(tls.cert) }))
    expect(host.seen.map(({ range }) => range)).toEqual([undefined, 'bytes=9000-'])
    expect(new Set(proxy.seen.map(({ url }) => url))).toEqual(new Set(['CONNECT host.invalid:443']))
  })

  it.each([
    ['https://a.example.org/x', { https_proxy: 'http://p:1' }, 'http://p:1/'],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1' }, 'http://p:1/'],
    ['https://a.example.org/x', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://a.example.org/x', { http_proxy: 'https://p:1' }, 'https://p:1/'],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', NO_PROXY: 'other.org' }, 'http://p:1/'],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', NO_PROXY: 'example.org' }, undefined],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', NO_PROXY: 'localhost, .example.org' }, undefined],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', no_proxy: '*.EXAMPLE.org' }, undefined],
    ['https://an-example.org/x', { HTTPS_PROXY: 'p:1', no_proxy: 'example.org' }, 'http://p:1/'],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', no_proxy: 'a.example.org:443' }, undefined],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', no_proxy: 'a.example.org:80' }, 'http://p:1/'],
    ['https://a.example.org/x', { HTTPS_PROXY: 'p:1', NO_PROXY: '*' }, undefined],
  ])('for %s with %j goes to %s', (address, env, proxy) => {
    expect(proxyFor(new URL(address), env)?.href).toBe(proxy)
  })
})

function hasOpenssl() {
  return (process.env.PATH ?? '').split(':').some((place) => existsSync(join(place, 'openssl')))
}

/** @param {string} name */
function certificate(name) {
  const [key, cert] = [join(here.folder, 'key.pem'), join(here.folder, 'cert.pem')]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ]
  execFileSync('openssl', [...args, ...subject, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}
