/** What a person asks of `npm run bench:versions`. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { CASES, type Case } from '../train/cases'

const PARTS = ['steps', 'probes', 'infer'] as const
export type Part = (typeof PARTS)[number]

/** Small nets, of which a step's overhead is a large part. */
const DEFAULT_CASES = 'cnn,lenet,resnet,mlp,linear,mobilenet,lstm,transformer,cnn-adam,mlp-adam'

export interface Options {
  readonly commit: string
  readonly parts: readonly Part[]
  readonly cases: readonly Case[]
  /** How many run a case of the part steps, and a sample of the part probes. */
  readonly processes: number
  /** How long each version works in one of them. */
  readonly seconds: number
  /** How often the programs of the part infer run, and each way of looking has its turn in a process. */
  readonly rounds: number
  readonly threads: number
  readonly json: string
}

export const HELP = `npm run bench:versions -- COMMIT [options]: how much longer things take than in another version, in turns

  --parts ${PARTS.join(',')}  which parts. Default: all
  --cases cnn,mlp            of the part steps. Default: ${DEFAULT_CASES}
  --processes 3              how many run a case of the part steps or a sample of the part probes, both versions in turns
  --seconds 2                how long each version works on a case in one of them
  --rounds 10                how often the programs of the part infer run, and each way of looking has its turn in a process
  --threads 2                Default: as many as there are processors
  --json FILE                where all that was measured is written. Default: out/bench/versions.json

Cases: ${CASES.map(({ id }) => id).join(', ')}`

/** Null: help is asked for. Errors: no commit, an option that there is not, or a value that it does not take. */
export function readOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      parts: { type: 'string', default: PARTS.join() },
      cases: { type: 'string', default: DEFAULT_CASES },
      rounds: { type: 'string', default: '10' },
      processes: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '2' },
      threads: { type: 'string', default: String(availableParallelism()) },
      json: { type: 'string', default: 'out/bench/versions.json' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const [commit, ...more] = positionals
  if (commit === undefined || more.length > 0)
    throw new Error('Which version to compare with? npm run bench:versions -- COMMIT')
  return {
    commit,
    parts: values.parts.split(',').map((name) => named('--parts', name, PARTS, (part) => part)),
    cases: values.cases.split(',').map((name) => named('--cases', name, CASES, ({ id }) => id)),
    processes: Math.ceil(positive('--processes', values.processes)),
    rounds: Math.ceil(positive('--rounds', values.rounds)),
    seconds: positive('--seconds', values.seconds),
    threads: Math.ceil(positive('--threads', values.threads)),
    json: values.json,
  }
}

function named<T>(option: string, name: string, known: readonly T[], nameOf: (one: T) => string): T {
  const found = known.find((one) => nameOf(one) === name)
  if (found) return found
  throw new Error(`${option}: there is no ${name}. Choose from ${known.map(nameOf).join(', ')}`)
}

function positive(option: string, text: string): number {
  const value = Number(text)
  if (value > 0 && value < Infinity) return value
  throw new Error(`${option}: expected a number above 0, got '${text}'`)
}
