/** `npm test`: sets up what is missing, then checks, unit and engine tests, and whole journeys in a real browser. */
import { parseArgs } from 'node:util'
import { check } from './check.mjs'
import { main, setup } from './setup.mjs'
import { environmentFor } from './setup/python.mjs'
import { playwright, runSuites, vitest } from './testing/suites.mjs'
import { testPackage } from './test-package.mjs'

/** What calls every kernel of a backend; `test:long` runs all of the engine on WebAssembly. */
const KERNELS = ['nodes', 'modules', 'layers', 'ops', 'operations', 'sequences', 'clip', 'optimizers'].map(
  (name) => `src/engine/reference/${name}.test.ts`,
)

/** Where the tests compare with PyTorch. @type {import('./setup/python.mjs').PythonWithTorch | null} */
let python = null

/** @type {Record<string, import('./testing/suites.mjs').Suite>} */
const SUITES = {
  check: { title: 'checks', run: check },
  unit: { title: 'unit and engine tests', run: () => vitest('unit', [], environmentFor(python)) },
  wasm: {
    title: 'every node, operation and optimiser on WebAssembly',
    run: () => vitest('wasm', KERNELS, { GRADWIRE_BACKEND: 'wasm' }),
  },
  package: { title: 'the package', run: testPackage, beside: true },
  e2e: { title: 'journeys in the browser', run: playwright },
}

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
  const names = values.only ?? Object.keys(SUITES)
  const suites = names.map((name) => {
    const suite = SUITES[name]
    if (!suite) throw new Error(`There is no suite "${name}": choose from ${Object.keys(SUITES).join(', ')}.`)
    return suite
  })
  python = await setup({ browser: names.includes('e2e'), python: names.includes('unit') })
  return runSuites(suites)
})
