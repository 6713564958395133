/** What a person asks of `npm run bench:train`. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { CASES, type Case, type Pass } from './cases'

/** What looking costs, beside the cases. */
export const LOOKING = 'looking'
const PASSES: readonly Pass[] = ['train', 'forward']

export interface Options {
  readonly cases: readonly Case[]
  readonly passes: readonly Pass[]
  /** Whether what looking costs is measured, too. */
  readonly looking: boolean
  readonly rounds: number
  /** The length of a block. */
  readonly seconds: number
  readonly warmSeconds: number
  /** How long a row waits for others to end. */
  readonly patienceSeconds: number
  readonly threads: number
  /** Whether a program has one thread where it is quicker so. */
  readonly orOne: boolean
  readonly backend: string | null
  /** Whether Gradwire's steps run as one graph each. */
  readonly graph: boolean
  readonly compile: boolean
  readonly torch: boolean
  readonly json: string | null
  readonly markdown: string | null
  readonly help: boolean
}

export const HELP = `npm run bench:train [-- options]: times steps beside PyTorch's, in turns

  --cases cnn,resnet-*    which ones; * stands for any letters; ${LOOKING}: what looking costs. Default: all
  --passes train,forward  Default: both, where a case has both
  --quick                 the small cases without the growing ones, 3 short blocks each
  --rounds 5              blocks of each program
  --seconds 0.7           length of a block; one has at least three steps, unless they take longer than a second
  --patience 30           seconds that a row waits at most until nothing else runs
  --threads 2             of each program. Default: as many as there are processors, or one where a program is quicker so
  --backend wasm          Gradwire's. Default: TensorFlow, where it can be had
  --steps graph           Gradwire's: one TensorFlow graph each, or calls, one operation after the other. Default: graph
  --no-compile            without PyTorch's torch.compile
  --no-torch              without PyTorch
  --json FILE             where all that was measured is written. Default: out/bench/train.json
  --markdown FILE         writes the tables between the marks in this file (bench/README.md)

PyTorch is that of GRADWIRE_PYTHON, else of a Python that has a current one, else one that is installed into the cache.
Cases: ${CASES.map(({ id }) => id).join(', ')}`

/** Reads the arguments. Errors: one that there is not, or a value that it does not take. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: 'string' },
      passes: { type: 'string', default: PASSES.join() },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      patience: { type: 'string', default: '30' },
      threads: { type: 'string' },
      backend: { type: 'string' },
      steps: { type: 'string', default: 'graph' },
      'no-compile': { type: 'boolean', default: false },
      'no-torch': { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { quick } = values
  const seconds = positive('--seconds', values.seconds ?? (quick ? '0.1' : '0.7'))
  return {
    ...chosen(values.cases, quick),
    passes: oneOf('--passes', values.passes.split(','), PASSES),
    rounds: whole('--rounds', values.rounds ?? (quick ? '3' : '5')),
    seconds,
    warmSeconds: seconds,
    patienceSeconds: positive('--patience', values.patience),
    threads: whole('--threads', values.threads ?? String(availableParallelism())),
    orOne: values.threads === undefined,
    backend: values.backend ? oneOf('--backend', [values.backend], ['tensorflow', 'wasm'])[0]! : null,
    graph: oneOf('--steps', [values.steps], ['graph', 'calls'])[0] === 'graph',
    compile: !values['no-compile'],
    torch: !values['no-torch'],
    json: values.json ?? null,
    markdown: values.markdown ?? null,
    help: values.help,
  }
}

/** By default all; in a quick run the small ones that do not grow. */
function chosen(text: string | undefined, quick: boolean): Pick<Options, 'cases' | 'looking'> {
  if (text === undefined) {
    const small = CASES.filter(({ large, growing }) => !quick || !(large || growing))
    return { cases: small, looking: !quick }
  }
  const patterns = text.split(',').map((each) => each.trim())
  const matches = (id: string): boolean => patterns.some((pattern) => matcher(pattern).test(id))
  const unknown = patterns.filter(
    (pattern) => ![...CASES.map(({ id }) => id), LOOKING].some((id) => matcher(pattern).test(id)),
  )
  if (unknown.length > 0)
    throw new Error(
      `--cases: there is no case ${unknown.join(', ')}. Choose from ${[...CASES.map(({ id }) => id), LOOKING].join(', ')}`,
    )
  return { cases: CASES.filter(({ id }) => matches(id)), looking: matches(LOOKING) }
}

function matcher(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[^\w-]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`)
}

function oneOf<T extends string>(name: string, given: readonly string[], known: readonly T[]): T[] {
  return given.map((each) => {
    const found = known.find((one) => one === each)
    if (!found) throw new Error(`${name}: expected ${known.join(' or ')}, got '${each}'`)
    return found
  })
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (!(value > 0 && value < Infinity)) throw new Error(`${name}: expected a number above 0, got '${text}'`)
  return value
}

function whole(name: string, text: string): number {
  const value = positive(name, text)
  if (!Number.isInteger(value)) throw new Error(`${name}: expected a whole number, got '${text}'`)
  return value
}
