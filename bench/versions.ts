/**
 * How much longer things take than in another version: npm run bench:versions -- COMMIT; `--help` says what else there is.
 *
 * The commit is checked out beside this one, with the same packages and the same TensorFlow, and both take turns, so that whatever
 * else the machine does weighs on both. Ratios are medians, with the least and the greatest of a process or a round in brackets.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { instructionSets } from '../src/engine/backend/instruction-sets'
import { BUSY, waitForQuiet } from './train/busy'
import { machineLine, thisMachine } from './train/machine'
import { HELP, readOptions, type Options } from './versions/options'
import { withCommit, type Checkout } from './versions/other-checkout'
import { timeInfer } from './versions/programs'
import { rowLine, rowsMarkdown, type Row } from './versions/row'
import { timeLooking, timeSteps } from './versions/steps'

/** How long it is waited for others to end. */
const PATIENCE_SECONDS = 30
const SAMPLES = [
  { sample: 'linear-regression', batch: null },
  { sample: 'mnist-cnn', batch: 32 },
]

const options = readOptions(process.argv.slice(2))
if (options) await compare(options)
else console.log(HELP)

async function compare(asked: Options): Promise<void> {
  const { commit, json } = asked
  const busy = await waitForQuiet(PATIENCE_SECONDS)
  console.log(machineLine(thisMachine(instructionSets())))
  if (busy > BUSY)
    console.log(
      `Something else takes ${Math.round(busy * 100)} % of the processors: the figures mean little.`,
    )
  const rows = await withCommit(commit, (other) => measure(asked, other))
  console.log(`\n${rowsMarkdown(rows, commit)}`)
  mkdirSync(dirname(json), { recursive: true })
  writeFileSync(json, `${JSON.stringify({ commit, busy, rows }, null, 2)}\n`)
}

async function measure(asked: Options, other: Checkout): Promise<Row[]> {
  const { parts, cases, rounds, threads } = asked
  const rows: Row[] = []
  const add = (...found: Row[]): void => {
    rows.push(...found)
    for (const row of found) console.log(rowLine(row))
  }
  if (parts.includes('steps'))
    for (const each of cases) for (const pass of each.passes) add(await timeSteps(each, pass, other, asked))
  if (parts.includes('probes'))
    for (const { sample, batch } of SAMPLES) add(...(await timeLooking(sample, batch, other, asked)))
  if (parts.includes('infer')) add(...(await timeInfer(other, { rounds, threads })))
  return rows
}
