/**
 * Gives every reader files that are damaged or ask for much, and looks that each is read or refused within its time and memory, in words
 * of ours: npm run bench:faults -- readers [--inputs 10000 --seed 1 --only Python --seconds 5 --mebibytes 1024 --json out/bench/readers.json]
 *
 * First all that were made to fail (`reading/crafted.ts`), then sound files with random changes, the same for the same seed and number. What fails is
 * written down with its input, beside the figures. Pictures (PNG, JPEG) are read by the browser and are not among them. Seconds are the
 * processor's, memory is that of the process that reads.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { crafted } from './reading/crafted'
import { Dice } from './reading/dice'
import { inputOf, readers as allReaders } from './reading/sources'
import type { Input } from './reading/sources'
import { ReadingProcess } from './reading/process'
import type { Fate } from './reading/process'
import { machineLine, thisMachine } from '../train/machine'

interface Limits {
  milliseconds: number
  bytes: number
}

interface Row {
  reader: string
  inputs: number
  read: number
  refused: number
  /** In milliseconds. */
  slowest: number
  /** In bytes. */
  memory: number
  failed: string[]
}

const MIB = 2 ** 20

export async function readers(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: {
      inputs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      /** Readers whose names hold this, or `crafted`. */
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '5' },
      mebibytes: { type: 'string', default: '1024' },
      json: {
        type: 'string',
        default: fileURLToPath(new URL('../../out/bench/readers.json', import.meta.url)),
      },
    },
  })
  const limits = { milliseconds: 1000 * Number(options.seconds), bytes: MIB * Number(options.mebibytes) }
  const test = new Readings(limits, dirname(options.json))
  if ('crafted'.includes(options.only))
    for (const input of crafted()) await test.take('crafted', input.title, input)
  const wanted = allReaders().filter(({ name }) => name.includes(options.only))
  const each = Math.ceil(Number(options.inputs) / Math.max(1, wanted.length))
  for (const reader of wanted)
    for (let number = 0; number < each; number++) {
      // One input does not depend on those before it: it can be made again alone.
      const dice = new Dice(Number(options.seed) * 1_000_003 + number)
      await test.take(reader.name, `${reader.name} ${number}`, inputOf(reader, dice))
    }
  const rows = test.end()
  tell(rows)
  mkdirSync(dirname(options.json), { recursive: true })
  writeFileSync(
    options.json,
    `${JSON.stringify({ machine: machineLine(thisMachine([])), options, rows }, null, 1)}\n`,
  )
  process.exitCode = rows.some(({ failed }) => failed.length > 0) ? 1 : 0
}

class Readings {
  private readonly reading: ReadingProcess
  private readonly rows = new Map<string, Row>()

  constructor(
    private readonly limits: Limits,
    private readonly folder: string,
  ) {
    // Where others compute too, processor time passes more slowly.
    this.reading = new ReadingProcess(12 * limits.milliseconds, limits.bytes)
  }

  async take(reader: string, title: string, input: Input): Promise<void> {
    const fate = await this.reading.read(input)
    const row = this.rowOf(reader)
    row.inputs += 1
    if (fate.kind === 'read' || fate.kind === 'refused') row[fate.kind] += 1
    row.slowest = Math.max(row.slowest, fate.milliseconds)
    row.memory = Math.max(row.memory, fate.memory)
    const reason = failure(fate, this.limits)
    if (reason === undefined) return
    row.failed.push(`${title}: ${reason}`)
    console.log(`${title}: ${reason}`)
    const path = join(this.folder, 'readers', title.replaceAll(/\W+/g, '-').slice(0, 80), input.name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, input.bytes)
  }

  end(): Row[] {
    this.reading.end()
    return [...this.rows.values()]
  }

  private rowOf(reader: string): Row {
    const row = this.rows.get(reader) ?? {
      reader,
      inputs: 0,
      read: 0,
      refused: 0,
      slowest: 0,
      memory: 0,
      failed: [],
    }
    this.rows.set(reader, row)
    return row
  }
}

function failure({ kind, raw, milliseconds, memory }: Fate, limits: Limits): string | undefined {
  if (raw !== undefined) return raw.split('\n').slice(0, 4).join(' ')
  if (kind === 'hung' || kind === 'ended') return `${kind} after ${(milliseconds / 1000).toFixed(1)} s`
  if (milliseconds > limits.milliseconds) return `took ${(milliseconds / 1000).toFixed(1)} s`
  return memory > limits.bytes ? `took ${Math.round(memory / MIB)} MiB` : undefined
}

function tell(rows: readonly Row[]): void {
  console.log(machineLine(thisMachine([])))
  console.log(
    '| reader | inputs | read | refused | slowest | most memory | failed |\n|---|---|---|---|---|---|---|',
  )
  for (const { reader, inputs, read, refused, slowest, memory, failed } of rows)
    console.log(
      `| ${reader} | ${inputs} | ${read} | ${refused} | ${(slowest / 1000).toFixed(2)} s | ${Math.round(memory / MIB)} MiB | ${failed.length} |`,
    )
}
