/** Packs Gradwire, installs it in an empty folder, and runs the program of docs/engine.md and the commands of README.md there. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bindingIn, tfjsNodeFolder } from '../src/engine/backend/library-folders.mjs'
import { lastLines, npm, ROOT, run } from './setup/shell.mjs'

const SECONDS = 240
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs')
/** What the program prints, as PyTorch's does. */
const PROGRAM_OUTPUT = `Net(
  (conv1): Conv2d(1, 32, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (conv2): Conv2d(32, 32, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (fc1): Linear(in_features=6272, out_features=128, bias=True)
  (fc2): Linear(in_features=128, out_features=10, bias=True)
)
Conv2d 1 [ 4, 32, 28, 28 ]
`

/** @typedef {[name: string, test: () => Promise<string | undefined>]} Test */

/** Runs every check and says a line for each. @returns {Promise<{ passed: number, failed: number }>} */
export async function testPackage(/** @type {(line: string) => void} */ say) {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-package-'))
  const count = { passed: 0, failed: 0 }
  try {
    for (const [name, test] of tests(folder)) {
      const problem = await test().catch((/** @type {Error} */ error) => error.message)
      if (problem) count.failed++
      else count.passed++
      say(problem ? `  ✗ ${name}\n    ${problem}` : `  ✓ ${name}`)
      // Without the installed package there is nothing else to look at.
      if (problem && count.passed < 2) break
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return count
}

/**
 * The checks in their order: each builds on those before it, and gives what is wrong, or nothing.
 *
 * @param {string} folder
 * @returns {Test[]}
 */
function tests(folder) {
  const tarballs = join(folder, 'tarballs')
  const project = join(folder, 'project')
  const installed = join(project, 'node_modules', 'gradwire')
  const env = { GRADWIRE_CACHE: join(folder, 'cache'), GRADWIRE_BACKEND: undefined, NODE_NO_WARNINGS: '1' }
  const node = nodeIn(project, env)
  const why = 'import("gradwire").then((gradwire) => gradwire.ready()).then((info) => console.log(info))'
  return [
    ['it packs', () => pack(tarballs)],
    ['it installs in an empty folder', () => install(project, tarballs)],
    [
      'its types hold with moduleResolution bundler',
      () => node(TSC, ...types('bundler'), '--noEmit').then(anything),
    ],
    ['its types hold with moduleResolution nodenext', () => node(TSC, ...types('nodenext')).then(anything)],
    [
      'without TensorFlow’s library the program runs on WebAssembly',
      () => node(TSX, 'program.ts').then(programOutput),
    ],
    ['and says why', () => node('-e', why).then(like(/backend: 'wasm'[^]*npx gradwire setup/))],
    ...nativeTests(project, env),
    ...commandsOf('README.md').map(
      (line) =>
        /** @type {Test} */ ([
          line,
          () => nodeIn(installed, env)(...line.split(/\s+/).slice(1)).then(anything),
        ]),
    ),
  ]
}

/**
 * Where this checkout has TensorFlow's library, the package is set up with it.
 *
 * @param {string} project @param {Record<string, string | undefined>} env
 * @returns {Test[]}
 */
function nativeTests(project, env) {
  const library = tfjsNodeFolder(createRequire(import.meta.url))
  if (!library || !bindingIn(library)) return []
  const setUp = nodeIn(project, { ...env, GRADWIRE_TENSORFLOW: library })
  const node = nodeIn(project, { ...env, GRADWIRE_BACKEND: 'tensorflow' })
  return [
    [
      'set-up takes the library that a person names',
      () =>
        setUp(join('node_modules', 'gradwire', 'bin', 'gradwire.mjs'), 'setup').then(
          like(/TensorFlow .*, native/),
        ),
    ],
    ['the program runs on it', () => node('program.js').then(programOutput)],
  ]
}

/** The lines of a page that call the command line. @param {string} page */
function commandsOf(page) {
  return readFileSync(join(ROOT, page), 'utf8').match(/^node bin\/gradwire\.mjs .*$/gm) ?? []
}

/** Any output will do: a wrong exit status is an error by itself. */
function anything() {
  return undefined
}

/** @param {string} output */
function programOutput(output) {
  return output === PROGRAM_OUTPUT ? undefined : `It printed:\n${output}`
}

/** @param {RegExp} expected @returns {(output: string) => string | undefined} */
function like(expected) {
  return (output) => (expected.test(output) ? undefined : `It printed:\n${output}`)
}

/** @param {string} tarballs */
async function pack(tarballs) {
  mkdirSync(tarballs)
  const { status, output } = await npm(['pack', '--pack-destination', tarballs, '--loglevel=error'], {
    seconds: SECONDS,
  })
  return status === 0 ? undefined : lastLines(output)
}

/**
 * Without tfjs-node: npm leaves it out where its install script reaches no host, and where it does, this need not download it.
 *
 * @param {string} project @param {string} tarballs
 */
async function install(project, tarballs) {
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')
  const program = /```ts\n([^]*?)```/.exec(readFileSync(join(ROOT, 'docs', 'engine.md'), 'utf8'))?.[1] ?? ''
  writeFileSync(join(project, 'program.ts'), program)
  const [tarball = ''] = readdirSync(tarballs)
  const { status, output } = await npm(
    ['install', join(tarballs, tarball), '--omit=optional', '--prefer-offline', '--no-audit', '--no-fund'],
    { seconds: SECONDS, cwd: project },
  )
  return status === 0 ? undefined : lastLines(output)
}

/** @param {'bundler' | 'nodenext'} resolution */
function types(resolution) {
  const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
  return [
    '--strict',
    '--target',
    'es2022',
    '--module',
    module,
    '--moduleResolution',
    resolution,
    'program.ts',
  ]
}

/**
 * Runs Node in the project and gives what it printed. Errors: an exit status other than 0.
 *
 * @param {string} cwd @param {Record<string, string | undefined>} env
 * @returns {(...args: string[]) => Promise<string>}
 */
function nodeIn(cwd, env) {
  return async (...args) => {
    const { status, output } = await run(process.execPath, args, { cwd, env, seconds: SECONDS })
    if (status !== 0) throw new Error(`exit status ${status}: ${lastLines(output)}`)
    return output
  }
}
