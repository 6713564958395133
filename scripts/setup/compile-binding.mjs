/** tfjs-node's binding to a TensorFlow library, compiled from the package's own source with the machine's C++ compiler. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { tfjsNodeFolder } from '../../src/engine/backend/library-folders.mjs'
import { lastLines, npm, ROOT, run } from './shell.mjs'
import { readTar, writeEntry } from './tar.mjs'

const COMPILE_SECONDS = 240
const NPM_SECONDS = 120
const PROBE_SECONDS = 10
const ALL = 8_000_000
/** The N-API version that tfjs-node's highest binding is made for; every Node since 15.12 has it, and Electron too. */
const NAPI = 8
const SOURCES = ['tfjs_backend', 'tfjs_binding']
const TFJS_NODE = '@tensorflow/tfjs-node'
const HEADERS = 'node-api-headers'
const require = createRequire(join(ROOT, 'package.json'))

/** The C++ compiler: `CXX`, else the first that is there, or null. @returns {Promise<string | null>} */
export async function compiler() {
  for (const program of [process.env.CXX, 'c++', 'g++', 'clang++'])
    if (program && (await run(program, ['--version'], { seconds: PROBE_SECONDS })).status === 0)
      return program
  return null
}

/**
 * Compiles the binding's source, all files at once; gives the paths of what came of them. Errors: no compiler, or what it says.
 *
 * @param {string} include the folder with `tensorflow/c/c_api.h`
 * @param {string} work for what is thrown away
 */
export async function compileSource(include, work) {
  const program = await existingCompiler()
  const source = join(await sourceFolder(work), 'binding')
  const options = [
    '-O2',
    '-std=c++17',
    '-fPIC',
    `-DNAPI_VERSION=${NAPI}`,
    `-I${await nodeHeaders(work)}`,
    `-I${include}`,
  ]
  return Promise.all(
    SOURCES.map(async (name) => {
      const object = join(work, `${name}.o`)
      await compile(program, [...options, '-c', join(source, `${name}.cc`), '-o', object])
      return object
    }),
  )
}

/**
 * Links what the source was compiled to as `lib/napi-v8/tfjs_binding.node` in a folder whose `deps/lib` holds the libraries.
 * Errors: no compiler, or what it says.
 *
 * @param {string} folder
 * @param {readonly string[]} objects
 */
export async function linkBinding(folder, objects) {
  const libraries = join(folder, 'deps', 'lib')
  const target = join(folder, 'lib', `napi-v${NAPI}`)
  mkdirSync(target, { recursive: true })
  await compile(await existingCompiler(), [
    '-shared',
    ...objects,
    '-o',
    join(target, 'tfjs_binding.node'),
    `-L${libraries}`,
    // What the library alone needs, Python's symbols, must be named too.
    '-Wl,--no-as-needed',
    ...libraryNames(libraries).map((name) => `-l:${name}`),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ])
}

async function existingCompiler() {
  const program = await compiler()
  if (!program) throw new Error('no C++ compiler (c++, g++ or clang++) is installed')
  return program
}

/** Each library once, by the shortest of its names. @param {string} folder */
function libraryNames(folder) {
  const names = new Map()
  for (const name of readdirSync(folder).sort((a, b) => b.length - a.length))
    if (name.includes('.so')) names.set(name.slice(0, name.indexOf('.so')), name)
  return [...names.values()]
}

/**
 * Compiles `libpython-symbols.so` beside a library that wants Python's symbols, as a wheel's `_pywrap_tensorflow_internal.so` does:
 * the loader asks for them all at once, the C interface uses none. A function that is called all the same ends the process with its name.
 *
 * @param {string} library
 * @param {string} work
 */
export async function compilePythonSymbols(library, work) {
  const program = await existingCompiler()
  const { status, output } = await run('nm', ['-D', '--undefined-only', library], {
    seconds: COMPILE_SECONDS,
    keep: ALL,
  })
  if (status !== 0) throw new Error(`nm cannot read ${basename(library)}: ${lastLines(output, 2)}`)
  const names = new Set([...output.matchAll(/ U (_?Py\w+)/g)].map((match) => match[1] ?? ''))
  const isData = (/** @type {string} */ name) => /_Type$|Struct$|^PyExc_/.test(name)
  const lines = [...names].map((name) =>
    isData(name) ? `void *${name}[64];` : `void ${name}() { missing("${name}"); }`,
  )
  const file = join(work, 'python-symbols.cc')
  writeFileSync(
    file,
    `#include <cstdio>\n#include <cstdlib>\nextern "C" {\n` +
      `static void missing(const char *name) { fprintf(stderr, "TensorFlow called Python's %s\\n", name); abort(); }\n` +
      `${lines.join('\n')}\n}\n`,
  )
  const target = join(dirname(library), 'libpython-symbols.so')
  await compile(program, ['-O1', '-shared', '-fPIC', file, '-o', target, '-Wl,-soname,libpython-symbols.so'])
}

/** @param {string} program @param {string[]} args */
async function compile(program, args) {
  const { status, output } = await run(program, args, { seconds: COMPILE_SECONDS })
  if (status !== 0)
    throw new Error(
      status === null
        ? `${program} was not done after ${COMPILE_SECONDS} seconds`
        : `${program} failed: ${lastLines(output, 4)}`,
    )
}

/** The folder with node_api.h: beside this Node, else in the package of headers. @param {string} work */
async function nodeHeaders(work) {
  const beside = join(dirname(process.execPath), '..', 'include', 'node')
  if (existsSync(join(beside, 'node_api.h'))) return beside
  return join(headersPackage() ?? (await packed(HEADERS, work)), 'include')
}

function headersPackage() {
  try {
    return dirname(require.resolve(`${HEADERS}/package.json`))
  } catch {
    return null
  }
}

/** @param {string} work */
async function sourceFolder(work) {
  return tfjsNodeFolder(require) ?? (await packed(TFJS_NODE, work))
}

/**
 * A package that npm left out of node_modules, unpacked from the registry's archive, at the version that package.json names.
 *
 * @param {string} name @param {string} work
 */
async function packed(name, work) {
  const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const what = `${name}@${optionalDependencies[name]}`
  const folder = join(work, name.replace('/', '-'))
  mkdirSync(folder)
  const { status, output } = await npm(['pack', what, '--pack-destination', folder, '--loglevel=error'], {
    seconds: NPM_SECONDS,
  })
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'))
  if (status !== 0 || !archive) throw new Error(`npm cannot fetch ${what}: ${lastLines(output, 2)}`)
  for (const entry of readTar(gunzipSync(readFileSync(join(folder, archive)))))
    writeEntry(entry, join(folder, entry.name))
  return join(folder, 'package')
}
