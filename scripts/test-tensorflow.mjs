/** `npm run test:tensorflow -- 2.9.1`: the unit and engine tests on a TensorFlow of a version, or on one by its path; more arguments: only these. */
import { parseArgs } from 'node:util'
import { main, setup } from './setup.mjs'
import { runSuites } from './testing/suites.mjs'
import { suiteOnTensorFlow } from './testing/tensorflow.mjs'

await main(async () => {
  const { positionals } = parseArgs({ allowPositionals: true, options: {} })
  const [which = '', ...tests] = positionals
  await setup({ python: true })
  return runSuites([await suiteOnTensorFlow(which, tests)])
})
