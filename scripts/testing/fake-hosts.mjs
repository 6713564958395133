/** Hosts on this machine that stand in for those that set-up downloads from, and the files that lie there. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { onTestFinished, vi } from 'vitest'

export const HEADER = 'include/tensorflow/c/eager/c_api.h'
/** Nobody listens there. */
export const NOWHERE = 'http://127.0.0.1:9'
const BREAK_MS = 100

/** What is sent of a file's bytes, but not of a text's, by the number of the request for it. @typedef {(bytes: Buffer, count: number) => Buffer} Cut */
/** @typedef {{ url: string, range: string | undefined }} Seen */

/**
 * A host that answers GET requests with files, parts of them where they are asked for, until the test ends; `seen` has each request.
 *
 * @typedef {object} HostOptions
 * @property {Cut} [cut]
 * @property {boolean} [parts] false: it always sends the whole
 * @property {string} [user] `name:password`: nobody else is answered
 * @property {{ key: string, cert: string }} [tls]
 *
 * @param {Record<string, Buffer | string | ((address: string) => string)>} files by path; a function is given the host's own address
 * @param {HostOptions} [options]
 */
export async function startHost(files, { cut = (bytes) => bytes, parts = true, user, tls } = {}) {
  /** @type {Seen[]} */
  const seen = []
  let address = ''
  const listener = (
    /** @type {http.IncomingMessage} */ { url = '', headers },
    /** @type {http.ServerResponse} */ response,
  ) => {
    seen.push({ url, range: headers.range })
    const file = files[new URL(url, 'http://localhost').pathname]
    const isKnown = !user || headers.authorization === `Basic ${Buffer.from(user).toString('base64')}`
    if (file === undefined || !isKnown) {
      response.writeHead(isKnown ? 404 : 401, isKnown ? {} : { 'www-authenticate': 'Basic' }).end()
      return
    }
    const whole = Buffer.from(typeof file === 'function' ? file(address) : file)
    const from = parts ? Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0) : 0
    if (from > 0 && from >= whole.length) {
      response.writeHead(416).end()
      return
    }
    const rest = whole.subarray(from)
    const sent = Buffer.isBuffer(file) ? cut(rest, seen.filter((each) => each.url === url).length) : rest
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, 'content-type': typeOf(file) })
    if (sent.length === rest.length) response.end(sent)
    // What was sent is read, by a proxy too, before the connection breaks.
    else response.write(sent, () => setTimeout(() => response.destroy(), BREAK_MS))
  }
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener)
  const port = await listen(server)
  address = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { address, port, seen, stop }
}

/** @param {unknown} file */
function typeOf(file) {
  if (typeof file === 'function') return 'application/json'
  return typeof file === 'string' ? 'text/html' : 'application/octet-stream'
}

/**
 * A proxy that reaches one host, whatever host is asked for; `seen` has each address that it was asked for, and its `authorization`.
 *
 * @param {{ port: number }} to
 */
export async function startProxy({ port }) {
  /** @type {{ url: string, authorization: string | undefined }[]} */
  const seen = []
  const note = (/** @type {http.IncomingMessage} */ { url = '', headers }, what = url) =>
    seen.push({ url: what, authorization: headers['proxy-authorization'] })
  const server = http.createServer((request, response) => {
    note(request)
    const { pathname } = new URL(request.url ?? '')
    const { range } = request.headers
    const on = http.request(
      { host: '127.0.0.1', port, path: pathname, headers: range ? { range } : {} },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        response.flushHeaders()
        answer.on('error', () => response.socket?.end()).pipe(response)
      },
    )
    on.on('error', () => response.destroy())
    on.end()
  })
  server.on('connect', (request, socket) => {
    note(request, `CONNECT ${request.url}`)
    const on = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      on.pipe(socket).pipe(on)
    })
    for (const each of [on, socket]) each.on('error', () => each.destroy())
  })
  return { address: `http://127.0.0.1:${await listen(server)}`, seen }
}

/** @param {http.Server} server @returns {Promise<number>} */
async function listen(server) {
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port
}

/** No proxies, nor what a person may have set for set-up. */
export function forgetSettings() {
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined)
    vi.stubEnv(name.toUpperCase(), undefined)
  }
  for (const name of [
    'GRADWIRE_PYTHON',
    'GRADWIRE_TENSORFLOW',
    'PIP_CERT',
    'npm_config_proxy',
    'npm_config_https_proxy',
  ])
    vi.stubEnv(name, undefined)
}

/** As a lock file writes a hash. @param {Buffer} bytes @param {string} [algorithm] */
export function integrityOf(bytes, algorithm = 'sha256') {
  return `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`
}

/** A compiler that writes a text into the file after -o. @param {string} folder @param {string} text */
export function fakeCompiler(folder, text) {
  const source = join(folder, 'compiled.txt')
  writeFileSync(source, text)
  const path = join(folder, 'fake-c++')
  const script = `while [ $# -gt 0 ]; do if [ "$1" = -o ]; then cp '${source}' "$2"; fi; shift; done`
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

/** Only what Node itself needs is on the path: no Python, no compiler. @param {string} folder */
export function barePath(folder) {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  vi.stubEnv('PATH', bin)
  vi.stubEnv('CXX', undefined)
}

/** The files of a wheel as TensorFlow lays them out, and more that is not kept. */
export function wheelFiles() {
  const texts = {
    'tensorflow/libtensorflow_cc.so.2': 'library'.repeat(40_000),
    'tensorflow/libtensorflow_framework.so.2': 'framework',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'notices',
    'tensorflow/include/LICENSE': 'licence',
    [`tensorflow/${HEADER}`]: 'header',
    'tensorflow/python/much.py': 'python',
  }
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]))
}

/** @param {Record<string, Buffer>} files */
export function zipped(files) {
  return Buffer.from(zipSync(files, { level: 0 }))
}

/** A host with an index as pip reads them, which pip is told of, and one wheel in it. @param {HostOptions} [options] */
export async function startIndex(options) {
  const file = 'tensorflow_cpu-0.0.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl'
  const texts = {
    METADATA: 'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 0.0.1\n',
    WHEEL: 'Wheel-Version: 1.0\nTag: cp311-cp311-manylinux_2_17_x86_64\n',
    RECORD: '',
  }
  const information = Object.entries(texts).map(([name, text]) => [
    `tensorflow_cpu-0.0.1.dist-info/${name}`,
    Buffer.from(text),
  ])
  const bytes = zipped({ ...wheelFiles(), ...Object.fromEntries(information) })
  const hash = createHash('sha256').update(bytes).digest('hex')
  const page = `<!DOCTYPE html><a href="/files/${file}#sha256=${hash}">${file}</a>`
  const served = await startHost({ '/simple/tensorflow-cpu/': page, [`/files/${file}`]: bytes }, options)
  const { user } = options ?? {}
  vi.stubEnv('PIP_INDEX_URL', `${served.address.replace('//', user ? `//${user}@` : '//')}/simple/`)
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null')
  vi.stubEnv('PIP_FIND_LINKS', '')
  const wheel = {
    version: '0.0.1',
    python: '3.11',
    file,
    integrity: integrityOf(bytes),
    bytes: bytes.length,
    unpacked: '1 MB',
  }
  return { ...served, wheel, fetched: () => served.seen.filter(({ url }) => url.endsWith('.whl')) }
}

/** The npm registry, which npm is told of, with the package that holds TensorFlow 1.15. @param {string} folder @param {HostOptions & { binding?: string }} [options] */
export async function startRegistry(folder, { binding = 'binding of 1.15', ...options } = {}) {
  const [name, version] = ['tfjs-node-lambda-releases', '1.6.1']
  const file = `${name}-${version}.tgz`
  const inside = 'node_modules/@tensorflow/tfjs-node'
  const member = tarOf(join(folder, 'registry-inner'), {
    [`${inside}/deps/lib/libtensorflow.so.1.15.0`]: 'library of 2019 '.repeat(40_000),
    [`${inside}/deps/LICENSE`]: 'licence',
    [`${inside}/deps/include/tensorflow/c/c_api.h`]: 'header',
    [`${inside}/lib/napi-v6/tfjs_binding.node`]: binding,
    [`${inside}/dist/index.js`]: 'more',
  })
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }
  const outer = { 'package/nodejs12.x-tf2.7.0.br': brotliCompressSync(member, brotli) }
  const bytes = gzipSync(tarOf(join(folder, 'registry-outer'), outer))
  const integrity = integrityOf(bytes, 'sha512')
  const about = (/** @type {string} */ address) =>
    JSON.stringify({
      name,
      'dist-tags': { latest: version },
      versions: {
        [version]: { name, version, dist: { tarball: `${address}/${name}/-/${file}`, integrity } },
      },
    })
  const served = await startHost({ [`/${name}`]: about, [`/${name}/-/${file}`]: bytes }, options)
  vi.stubEnv('npm_config_registry', `${served.address}/`)
  vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'))
  vi.stubEnv('npm_config_fetch_retries', '0')
  return {
    ...served,
    archive: { name, version, file, integrity },
    fetched: () => served.seen.filter(({ url }) => url.endsWith('.tgz')),
  }
}

/**
 * The host of TensorFlow's official archives and of tfjs-node's bindings, which tfjs-node's script is told of.
 *
 * @param {string} folder
 * @param {HostOptions & { binding?: string }} [options]
 */
export async function startOfficialHost(folder, { binding = 'official binding', ...options } = {}) {
  const library = join(folder, 'official')
  const parts = officialFolder(library, '2.9.1')
  const bytes = gzipSync(execFileSync('tar', ['-c', '-C', library, ...parts], { maxBuffer: 1 << 24 }))
  const addon = gzipSync(tarOf(join(folder, 'official-addon'), { 'napi-v8/tfjs_binding.node': binding }))
  const path = 'tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'
  const files = { [`/${path}`]: bytes, '/napi-v8/4.22.0/CPU-linux-4.22.0.tar.gz': addon }
  const served = await startHost(files, options)
  vi.stubEnv('TFJS_NODE_CDN_STORAGE', `${served.address}/`)
  vi.stubEnv('npm_config_tfjs_binding_binary_host_mirror', `${served.address}/`)
  return {
    ...served,
    archives: { 'linux-x64': { path, integrity: integrityOf(bytes) } },
    fetched: () => served.seen.filter(({ url }) => url.endsWith('2.9.1.tar.gz')),
  }
}

/** Fills a folder as TensorFlow's C archives unpack, and gives what is in it. @param {string} folder @param {string} version */
export function officialFolder(folder, version) {
  const [major = ''] = version.split('.')
  write(folder, {
    [HEADER]: 'header',
    'include/tensorflow/c/c_api.h': 'header',
    LICENSE: 'licence',
    THIRD_PARTY_TF_C_LICENSES: 'licences of others',
  })
  mkdirSync(join(folder, 'lib'))
  for (const name of ['libtensorflow', 'libtensorflow_framework']) {
    writeFileSync(join(folder, 'lib', `${name}.so.${version}`), name.repeat(20_000))
    symlinkSync(`${name}.so.${version}`, join(folder, 'lib', `${name}.so.${major}`))
    symlinkSync(`${name}.so.${major}`, join(folder, 'lib', `${name}.so`))
  }
  return ['LICENSE', 'THIRD_PARTY_TF_C_LICENSES', 'include', 'lib']
}

/** @param {string} folder @param {Record<string, string | Buffer>} files */
function tarOf(folder, files) {
  write(folder, files)
  const tops = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))]
  return execFileSync('tar', ['-c', '-C', folder, ...tops], { maxBuffer: 1 << 24 })
}

/** @param {string} folder @param {Record<string, string | Buffer>} files */
function write(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}
