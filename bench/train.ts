/**
 * Times steps beside PyTorch's: npm run bench:train [-- --cases cnn,resnet-* --quick --markdown bench/README.md]; --help has all.
 *
 * Each row has processes of its own. They are given the same weights and the same batch, are checked to compute the same, and take turns
 * in blocks, so that whatever else the machine does weighs on all.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonForBench } from '../scripts/setup/pytorch.mjs'
import { instructionSets } from '../src/engine/backend/instruction-sets'
import { look, SAMPLES } from './train/looking'
import { librariesLine, machineLine, thisMachine } from './train/machine'
import { measure, type Row } from './train/measure'
import { HELP, readOptions, type Options } from './train/options'
import { between, busyText, lookLine, looksMarkdown, rowLine, rowsMarkdown, type Look } from './train/table'

const JSON_FILE = fileURLToPath(new URL('../out/bench/train.json', import.meta.url))
const MARKS = 'bench:train'

async function main(options: Options): Promise<void> {
  const started = performance.now()
  // Marks that are missing are said before anything is measured.
  if (options.markdown) between(readFileSync(options.markdown, 'utf8'), MARKS, '')
  const machine = thisMachine(instructionSets())
  console.log(machineLine(machine))
  const python = options.torch ? await pythonForBench() : null
  console.log(python ? `PyTorch ${python.version} of ${python.path}` : 'without PyTorch')
  const json = options.json ?? JSON_FILE
  mkdirSync(dirname(json), { recursive: true })
  /** After each row, so that a run that is cut short leaves what it measured. */
  const save = async (rows: Row[], looks: Look[]): Promise<{ libraries: string; minutes: number }> => {
    const libraries = librariesLine(rows, options)
    const minutes = (performance.now() - started) / 60_000
    const { rounds, seconds, threads } = options
    const report = { machine, libraries, rounds, seconds, threads, minutes, rows, looks }
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
    if (options.markdown)
      await writeMarkdown(options.markdown, markdown(machineLine(machine), libraries, options, rows, looks))
    return { libraries, minutes }
  }
  const rows = await measureRows(options, python?.path ?? null, (found) => save(found, []))
  const looks = options.looking ? await measureLooks(options) : []
  const { libraries, minutes } = await save(rows, looks)
  console.log(
    `${libraries}. ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} in ${minutes.toFixed(1)} minutes. ${busyText(rows)}`,
  )
  console.log(`Written to ${json}${options.markdown ? ` and ${options.markdown}` : ''}`)
  if (rows.some(({ gradwire }) => !gradwire)) process.exitCode = 1
}

async function measureRows(
  options: Options,
  python: string | null,
  afterRow: (rows: Row[]) => Promise<unknown>,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const each of options.cases)
    for (const pass of each.passes.filter((one) => options.passes.includes(one))) {
      const row = await measure(each, pass, { ...options, python })
      rows.push(row)
      console.log(rowLine(row))
      await afterRow(rows)
    }
  return rows
}

/** Samples that fail are said, and left out. */
async function measureLooks({ rounds, seconds, threads }: Options): Promise<Look[]> {
  const looks: Look[] = []
  for (const sample of SAMPLES) {
    try {
      // Frames come ten a second: a turn holds some.
      const found = await look(sample, rounds, Math.max(1.5, seconds), threads)
      looks.push(found)
      console.log(lookLine(found))
    } catch (error) {
      console.log(`${sample}\n  ✗ ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
    }
  }
  return looks
}

function markdown(machine: string, libraries: string, options: Options, rows: Row[], looks: Look[]): string {
  const { rounds, seconds } = options
  const how = `${rounds} blocks of each program in turns, at least ${seconds} s and three steps each (or a second, where three steps take longer); medians of one step.`
  const looking = ['All lanes of samples looked at, ten frames a second asked for:', '', looksMarkdown(looks)]
  const parts = [`${machine}. ${busyText(rows)}`, '', `${libraries}. ${how}`, '', rowsMarkdown(rows)]
  return [...parts, ...(looks.length > 0 ? ['', ...looking] : [])].join('\n')
}

async function writeMarkdown(file: string, content: string): Promise<void> {
  // The repository's tables have aligned columns.
  const { format, resolveConfig } = await import('prettier')
  const text = between(readFileSync(file, 'utf8'), MARKS, content)
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }))
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) console.log(HELP)
  else await main(options)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
