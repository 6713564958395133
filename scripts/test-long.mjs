/**
 * `npm run test:long`: what takes long or wants more than a clone has. CI does not run it; docs/running-tests.md says how it last went.
 *
 *     npm run test:long -- [--only soak,pytorch,…] [--scale 10] [--python path/to/python3] [--tensorflow 2.18.1]
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { main, setup } from './setup.mjs'
import { environmentFor, pythonWithTorch } from './setup/python.mjs'
import { lastLines, ROOT, run, say, SetupError } from './setup/shell.mjs'
import { sourceFiles } from './testing/import-graph.mjs'
import { runSuites, vitest } from './testing/suites.mjs'
import { suiteOnTensorFlow } from './testing/tensorflow.mjs'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    scale: { type: 'string', default: '10' },
    python: { type: 'string' },
    tensorflow: { type: 'string' },
  },
})
const NOT_RUN = { passed: 0, failed: 0, skipped: 1 }

/** @type {Record<string, import('./testing/suites.mjs').Suite>} */
const SUITES = {
  soak: {
    title: `soaks, fuzzing and random nets, ${options.scale} times as much`,
    run: () => vitest('soak', testsThatUse('test-scale.mjs'), { GRADWIRE_TEST_SCALE: options.scale }),
  },
  pytorch: { title: 'exports and numbers on PyTorch 2', run: onPyTorch2 },
  exporters: { title: 'models of PyTorch 2’s own ONNX exporters', run: onFreshModels },
  wasm: {
    title: 'the whole engine on WebAssembly',
    run: () => vitest('wasm', ['src/engine'], { GRADWIRE_BACKEND: 'wasm' }),
  },
  tensorflow: { title: 'unit and engine tests on another TensorFlow', run: onTensorFlow },
}

await main(async () => {
  const names = options.only?.split(',') ?? Object.keys(SUITES)
  const suites = names.map((name) => {
    const suite = SUITES[name]
    if (!suite) throw new Error(`There is no suite "${name}": choose from ${Object.keys(SUITES).join(', ')}.`)
    return suite
  })
  await setup({ python: true })
  return runSuites(suites)
})

/** Everything that compares with PyTorch, on one of the 2 series. */
async function onPyTorch2() {
  const python = python2()
  return python ? vitest('pytorch', testsThatUse('setup/python.mjs'), environmentFor(python)) : NOT_RUN
}

/** A Python with PyTorch 2, named by --python or found; null, and said, where there is none. */
function python2() {
  const env = options.python ? { ...process.env, GRADWIRE_PYTHON: options.python } : process.env
  const python = pythonWithTorch(env)
  if (!python || Number(python.version.split('.')[0]) < 2) {
    say(
      `not run: ${python ? `PyTorch ${python.version} is older` : 'no PyTorch was found'}; name a Python with PyTorch 2 by --python`,
    )
    return null
  }
  say(`PyTorch ${python.version} of ${python.path}`)
  return python
}

/** The models that the import is tested with, written anew by the exporters of the PyTorch at hand. */
async function onFreshModels() {
  const python = python2()
  if (!python) return NOT_RUN
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-models-'))
  try {
    const script = join(ROOT, 'src/graph/import/onnx/fixtures/make_fixtures.py')
    const { status, output } = await run(python.path, [script, folder])
    if (status !== 0) {
      say(
        `not run: its exporters failed (they need the packages onnx and onnxscript):\n  ${lastLines(output, 3)}`,
      )
      return NOT_RUN
    }
    return await vitest('exporters', ['src/engine/reference/onnx-import.test.ts'], {
      GRADWIRE_ONNX_MODELS: folder,
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The tests on another TensorFlow library than the one in place. @returns {Promise<import('./testing/suites.mjs').Count>} */
async function onTensorFlow() {
  if (!options.tensorflow) {
    say('not run: name a version by --tensorflow')
    return NOT_RUN
  }
  try {
    const suite = await suiteOnTensorFlow(options.tensorflow)
    say(suite.title)
    return await suite.run(console.log)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`not run: ${error.message}`)
    return NOT_RUN
  }
}

/** The test files of the sources that name a module. @param {string} name */
function testsThatUse(name) {
  return sourceFiles(ROOT, ['src']).filter(
    (path) => path.includes('.test.') && readFileSync(join(ROOT, path), 'utf8').includes(name),
  )
}
