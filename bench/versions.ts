/**
 * How much longer things take than in another version: npm run bench:versions -- COMMIT [--rounds 9 --seconds 0.5 --threads 2
 * --parts steps,probes,infer --cases cnn,mlp --json FILE]
 *
 * The commit is checked out beside this one, with the same packages and the same TensorFlow, and both take turns, so that whatever
 * else the machine does weighs on both. Ratios are the median over the rounds, the least and the greatest in brackets.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { instructionSets } from '../src/engine/backend/instruction-sets'
import { BUSY, waitForQuiet } from './train/busy'
import { CASES } from './train/cases'
import { machineLine, thisMachine } from './train/machine'
import { withCommit, type Checkout } from './versions/other-checkout'
import { timeInfer, timeProbes } from './versions/programs'
import { rowLine, rowsMarkdown, type Row } from './versions/row'
import { timeSteps } from './versions/steps'

/** Small nets, of which a step's overhead is a large part. */
const STEPS = 'cnn,lenet,resnet,mlp,linear,mobilenet,lstm,transformer,cnn-adam,mlp-adam'
const SAMPLES = [
  { sample: 'linear-regression', batch: null },
  { sample: 'mnist-cnn', batch: 32 },
]

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '0.5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    parts: { type: 'string', default: 'steps,probes,infer' },
    cases: { type: 'string', default: STEPS },
    json: { type: 'string', default: 'out/bench/versions.json' },
  },
})

const commit = positionals[0]
if (!commit) throw new Error('Which version to compare with? npm run bench:versions -- COMMIT')
const parts = options.parts.split(',')
const rounds = Number(options.rounds)
const rows: Row[] = []

const busy = await waitForQuiet()
console.log(machineLine(thisMachine(instructionSets())))
if (busy > BUSY)
  console.log(`Something else takes ${Math.round(busy * 100)} % of the processors: the figures mean little.`)
await withCommit(commit, measure)
console.log(`\n${rowsMarkdown(rows, commit)}`)
mkdirSync(dirname(options.json), { recursive: true })
writeFileSync(options.json, `${JSON.stringify({ commit, busy, rows }, null, 2)}\n`)

async function measure(other: Checkout): Promise<void> {
  const settings = { rounds, seconds: Number(options.seconds), threads: Number(options.threads) }
  if (parts.includes('steps'))
    for (const id of options.cases.split(',')) {
      const each = CASES.find((one) => one.id === id)
      if (!each)
        throw new Error(
          `--cases: there is no case ${id}. Choose from ${CASES.map((one) => one.id).join(', ')}`,
        )
      for (const pass of each.passes) add(await timeSteps(each, pass, other, settings))
    }
  const turns = Math.max(1, Math.round(rounds / 3))
  if (parts.includes('probes'))
    for (const { sample, batch } of SAMPLES) add(...(await timeProbes(sample, batch, other, turns)))
  if (parts.includes('infer')) add(...(await timeInfer(other, turns)))
}

function add(...found: Row[]): void {
  rows.push(...found)
  for (const row of found) console.log(rowLine(row))
}
