/**
 * Compares every kernel of TensorFlow that the backend calls with plain loops, at random shapes and settings:
 * npm run bench:kernels [-- --library ~/tensorflow-2.18.1,~/tensorflow-2.9.1 --one-dnn on,off --cases 10000 --seed 1 --kernels Conv2D]
 *
 * Cases run in processes of their own: one that TensorFlow takes down is named, and the rest goes on behind it. A kernel without a
 * generator fails the program. `--library` names folders of libraries as GRADWIRE_TENSORFLOW does; by default it is the one in place.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { backendKernels } from './kernels/backend-kernels'
import { ALL_CASES, KERNEL_CASES } from './kernels/generators'
import { compareLibrary, type Report } from './kernels/library-run'
import { table } from './kernels/table'

const { values: options } = parseArgs({
  options: {
    library: { type: 'string', default: '' },
    'one-dnn': { type: 'string', default: 'on,off' },
    cases: { type: 'string', default: '10000' },
    fewest: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    kernels: { type: 'string' },
    json: { type: 'string', default: fileURLToPath(new URL('../out/bench/kernels.json', import.meta.url)) },
  },
})

const enumerated = backendKernels()
const missing = enumerated.filter((name) => !(name in KERNEL_CASES))
const stale = Object.keys(KERNEL_CASES).filter((name) => !enumerated.includes(name))
if (missing.length > 0)
  throw new Error(`No generator in bench/kernels for ${missing.join(', ')}, which the backend calls`)
if (stale.length > 0)
  throw new Error(`bench/kernels has generators for ${stale.join(', ')}, which the backend does not call`)

const names = options.kernels?.split(',') ?? Object.keys(ALL_CASES)
const unknown = names.filter((name) => !(name in ALL_CASES))
if (unknown.length > 0)
  throw new Error(
    `There is no kernel ${unknown.join(', ')}: choose from ${Object.keys(ALL_CASES).join(', ')}`,
  )

const reports: Report[] = []
for (const library of options.library.split(',')) {
  for (const setting of options['one-dnn'].split(',')) {
    const report = await compareLibrary({
      library,
      oneDnn: setting === 'on',
      cases: Math.max(Number(options.cases), options.kernels ? 0 : names.length * Number(options.fewest)),
      fewest: Number(options.fewest),
      seed: Number(options.seed),
      names,
      enumerated,
    })
    // A library without oneDNN is the same both ways.
    if (setting === 'on' && !report.oneDnn && options['one-dnn'].includes('off')) {
      reports.push(report)
      break
    }
    reports.push(report)
  }
}
mkdirSync(dirname(options.json), { recursive: true })
writeFileSync(options.json, JSON.stringify(reports, null, 1))
console.log(`\n${table(reports)}`)
if (reports.some(({ crashes, differences }) => crashes.length + differences.length > 0)) process.exitCode = 1
