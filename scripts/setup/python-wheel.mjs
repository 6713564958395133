/**
 * TensorFlow from a Python wheel, for Linux x64: pip finds and fetches it, no Python is needed afterwards.
 *
 * The wheel `tensorflow-cpu` holds TensorFlow's C library among much else. pip is asked for the wheel of one CPython by name, whatever
 * Python runs it; the two libraries, their licences and a binding compiled here are kept.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compiler, compileSource } from './compile-binding.mjs'
import { downloaded } from './download.mjs'
import { kept } from './kept-library.mjs'
import { makeLibrary } from './make-library.mjs'
import { lastLines, run, say } from './shell.mjs'
import { unzip } from './zip.mjs'

/** @typedef {{ version: string, python: string, file: string, integrity: string, bytes: number, unpacked: string }} Wheel */

/** @satisfies {Record<string, Wheel>} */
export const WHEELS = {
  '2.18.1': {
    version: '2.18.1',
    python: '3.11',
    file: 'tensorflow_cpu-2.18.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    integrity: 'sha256-gQx11xSdLaDLIJIYeBew3Ku4ByjKn5zzph8/QvrdEpg=',
    bytes: 230236181,
    unpacked: '680 MB',
  },
  '2.9.1': {
    version: '2.9.1',
    python: '3.10',
    file: 'tensorflow_cpu-2.9.1-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    integrity: 'sha256-Zmbd6uReH0HaeIy0veo0NauhbtsLwXt6wAYxx8nrBS4=',
    bytes: 207453921,
    unpacked: '510 MB',
  },
}
export const WHEEL_PLATFORM = 'linux-x64'
/** What of a wheel is unpacked: the rest is Python. */
const HEADERS =
  /^tensorflow\/include\/(tensorflow\/c\/|tensorflow\/core\/platform\/ctstring|tsl\/platform\/ctstring|xla\/tsl\/c\/).*\.h$/
const LIBRARIES =
  /^tensorflow\/(libtensorflow_\w+\.so\.2|python\/_pywrap_tensorflow_internal\.so|include\/LICENSE|THIRD_PARTY\w*\.txt)$|^[^/]*\.dist-info\/LICENSE/
const DOWNLOAD_SECONDS = 1800
const ASK_SECONDS = 90
/** pip's own patience, five tries of 15 seconds and more, is too long for a way that may be shut. */
const PATIENCE = ['--retries=1', '--timeout=20', '--disable-pip-version-check']

/**
 * The kept library of a version; made where the cache does not hold it.
 * Errors: another platform, no compiler, no pip, or pip reaches no index.
 *
 * @param {Wheel} wheel
 */
export async function wheelLibrary(wheel) {
  return kept(wheel.version, async (folder, work) => {
    const here = `${process.platform}-${process.arch}`
    if (here !== WHEEL_PLATFORM) throw new Error(`the wheel is for ${WHEEL_PLATFORM} only, this is ${here}`)
    if (!hasGlibc()) throw new Error('the wheel needs glibc, this system has another C library')
    if (!(await compiler())) throw new Error('no C++ compiler (c++, g++ or clang++) is installed')
    const archive = await fetchWheel(wheel, work)
    say('unpacking TensorFlow and compiling its binding')
    const unpacked = join(work, 'unpacked')
    await unzip(archive, unpacked, (name) => HEADERS.test(name))
    const compiled = compileSource(join(unpacked, 'tensorflow', 'include'), work)
    // It is waited for, and its failure told, when all is unpacked.
    compiled.catch(() => undefined)
    await unzip(archive, unpacked, (name) => LIBRARIES.test(name))
    await makeLibrary(unpacked, folder, work, compiled)
    rmSync(archive)
  })
}

function hasGlibc() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport())
  return header.glibcVersionRuntime !== undefined
}

/** The wheel as pinned, in the cache. @param {Wheel} wheel @param {string} work */
async function fetchWheel(wheel, work) {
  const { version, file, integrity, unpacked } = wheel
  const title = `the Python wheel tensorflow-cpu ${version}`
  const certificates = process.env.PIP_CERT
  let python = ''
  return downloaded(
    { title, file, integrity, note: `${unpacked} unpacked` },
    {
      address: async () => {
        python = await pythonWithPip()
        return wheelAddress(python, wheel)
      },
      otherwise: () => pipDownload(python, wheel, work),
      ca: certificates && existsSync(certificates) ? readFileSync(certificates) : undefined,
    },
  )
}

async function pythonWithPip() {
  const python = await findPython()
  if (python) return python
  throw new Error('no Python with pip is installed')
}

/** A Python that has pip: `GRADWIRE_PYTHON`, else the one on the path. */
export async function findPython() {
  for (const python of [process.env.GRADWIRE_PYTHON, 'python3', 'python']) {
    if (!python) continue
    const { status } = await run(python, ['-m', 'pip', '--version'], { seconds: ASK_SECONDS })
    if (status === 0) return python
  }
  return null
}

/** @param {Wheel} wheel */
function selection({ version, python }) {
  const abi = `cp${python.replace('.', '')}`
  const platforms = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'].map((name) => `--platform=${name}`)
  const only = [`--python-version=${python}`, '--implementation=cp', `--abi=${abi}`, '--only-binary=:all:']
  return { requirement: `tensorflow-cpu==${version}`, options: [...only, ...platforms] }
}

/**
 * Where pip's index has the wheel, as its log tells; null where this pip does not tell. Errors: it reaches no index.
 *
 * @param {string} python @param {Wheel} wheel
 */
async function wheelAddress(python, wheel) {
  const { options } = selection(wheel)
  const args = ['-m', 'pip', 'index', 'versions', 'tensorflow-cpu', '-vvv', ...options, ...PATIENCE]
  const { status, output } = await run(python, args, { seconds: ASK_SECONDS, keep: 4_000_000 })
  const links = [...output.matchAll(/Found link (https?:\S+)/g)].map((match) => match[1] ?? '')
  const link = links.find((address) => address.split('#')[0]?.endsWith(`/${wheel.file}`))
  if (link) return link.split('#')[0] ?? link
  if (status !== 0 && !/unknown command/i.test(output))
    throw new Error(`pip finds no index with it: ${lastLines(output, 1).slice(0, 300)}`)
  return null
}

/** pip's own download, for an index that wants more than an address. @param {string} python @param {Wheel} wheel @param {string} work */
async function pipDownload(python, wheel, work) {
  say(
    `downloading the Python wheel tensorflow-cpu ${wheel.version} through pip (${Math.round(wheel.bytes / 1e6)} MB)`,
  )
  const folder = join(work, 'wheel')
  const { requirement, options } = selection(wheel)
  const args = ['-m', 'pip', 'download', '--no-deps', ...options, ...PATIENCE, '-d', folder, requirement]
  const { status, output } = await run(python, args, { seconds: DOWNLOAD_SECONDS })
  const name = status === 0 && readdirSync(folder).find((each) => each.endsWith('.whl'))
  if (!name) throw new Error(`pip cannot download it: ${lastLines(output, 2)}`)
  return join(folder, name)
}
