/** What the C++ compiler is asked for, by a compiler that writes it down. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ROOT } from './shell.mjs'
import { compileSource, linkBinding } from './compile-binding.mjs'

const NODE = process.execPath

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gradwire-compile-test-'))
  const program = join(folder, 'c++')
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${folder}/asked\n`)
  chmodSync(program, 0o755)
  vi.stubEnv('CXX', program)
})
afterEach(() => {
  process.execPath = NODE
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A Node in a folder as its own archives have it, with the headers of N-API beside it or without. @param {boolean} withHeaders */
function useNode(withHeaders) {
  mkdirSync(join(folder, 'node', 'bin'), { recursive: true })
  symlinkSync(NODE, join(folder, 'node', 'bin', 'node'))
  const headers = join(folder, 'node', 'include', 'node')
  mkdirSync(headers, { recursive: true })
  if (withHeaders) writeFileSync(join(headers, 'node_api.h'), '')
  process.execPath = join(folder, 'node', 'bin', 'node')
  return headers
}

/** The command lines, without what asks for the compiler's version. */
const asked = () =>
  readFileSync(join(folder, 'asked'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && line !== '--version')

describe.skipIf(process.platform === 'win32')('the binding', () => {
  it('is compiled from the package’s own source, with the headers beside Node', async () => {
    const headers = useNode(true)
    const objects = await compileSource('/wheel/include', folder)
    expect(objects).toEqual([join(folder, 'tfjs_backend.o'), join(folder, 'tfjs_binding.o')])
    expect(asked()).toHaveLength(2)
    for (const line of asked()) {
      expect(line).toContain(`-DNAPI_VERSION=8 -I${headers} -I/wheel/include -c `)
      const [, source = ''] = / -c (\S+\.cc) /.exec(line) ?? []
      expect(source).toContain(join('tfjs-node', 'binding'))
      expect(existsSync(source)).toBe(true)
    }
  })

  it('is compiled with the package of headers where Node has none beside it', async () => {
    useNode(false)
    await compileSource('/wheel/include', folder)
    const headers = join(ROOT, 'node_modules', 'node-api-headers', 'include')
    expect(existsSync(join(headers, 'node_api.h'))).toBe(true)
    expect(asked()[0]).toContain(` -I${headers} `)
  })

  it('is linked to each library by the shortest of its names, and finds them from where it lies', async () => {
    mkdirSync(join(folder, 'made', 'deps', 'lib'), { recursive: true })
    for (const name of ['libtensorflow.so.2', 'libtensorflow.so.2.18.0', 'libtensorflow_framework.so.2'])
      writeFileSync(join(folder, 'made', 'deps', 'lib', name), '')
    await linkBinding(join(folder, 'made'), ['a.o', 'b.o'])
    const target = join(folder, 'made', 'lib', 'napi-v8', 'tfjs_binding.node')
    expect(asked()).toEqual([
      expect.stringMatching(
        /^-shared a\.o b\.o -o \S+ .* -l:libtensorflow_framework\.so\.2 -l:libtensorflow\.so\.2 -Wl,-rpath,\$ORIGIN\/\.\.\/\.\.\/deps\/lib$/,
      ),
    ])
    expect(asked()[0]).toContain(`-o ${target} `)
  })

  it('is not made without a compiler, or where it fails, and says why', async () => {
    writeFileSync(
      join(folder, 'c++'),
      '#!/bin/sh\n[ "$1" = --version ] || { echo "no such header"; exit 1; }\n',
    )
    await expect(compileSource('/wheel/include', folder)).rejects.toThrow(/failed: no such header/)
    vi.stubEnv('CXX', undefined)
    vi.stubEnv('PATH', folder)
    rmSync(join(folder, 'c++'))
    await expect(compileSource('/wheel/include', folder)).rejects.toThrow('no C++ compiler')
  })
})
