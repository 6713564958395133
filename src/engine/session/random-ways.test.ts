/** Whatever a person does, in whichever order: steps as graphs and as calls give the same bits. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { ready } from '../backend/index'
import { CapturedSteps } from '../captured/captured-steps'
import { problemOf } from '../executor/problem'
import { MersenneTwister } from '../random/mersenne-twister'
import { readCheckpoint } from './checkpoint'
import { branched, FOLDER, newSession } from './session-harness'

beforeAll(() => ready())
afterEach(() => void vi.unstubAllEnvs())

type Command = Record<string, unknown>
type Pick = <T>(list: readonly T[]) => T

const OPTIMIZERS = [
  { type: 'SGD', params: { lr: 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.01 } },
  { type: 'Adam', params: { lr: 0.01, amsgrad: true } },
  { type: 'RMSprop', params: { lr: 0.003, centered: true } },
]
const TRAININGS = [{}, { accumulate: 2 }, { zero_grad: false }, { batch_size: 7 }]

const weight = { node: 'b', name: 'weight' }
const port = { node: 'b', handle: 'output' }
const HOOKS = [
  { id: 'h', port, pass: 'forward', type: 'noise', params: { std: 0.1 } },
  { id: 'h', port, pass: 'backward', type: 'clip_norm', params: { max_norm: 0.5 } },
  { id: 'h', port, pass: 'forward', type: 'stats', params: {} },
  { id: 'h', parameter: weight, pass: 'backward', type: 'expression', params: { expr: '0.1 / step' } },
  { id: 'h', parameter: weight, pass: 'after_step', type: 'stats', params: {} },
  { id: 'h', parameter: weight, pass: 'after_step', type: 'zero', params: {} },
]

function anyDocument(pick: Pick): object {
  const training = { epochs: 50, optimizer: pick(OPTIMIZERS), ...pick(TRAININGS) }
  const document = branched({ hidden: pick([12, 200]), training })
  const nodes = document.modules.Net.nodes.map((node) =>
    node.id === 'a' ? { ...node, requires_grad: pick([true, true, false]) } : node,
  )
  const hooks = pick([[], [], [pick(HOOKS)], [pick(HOOKS)]])
  return { ...document, modules: { Net: { ...document.modules.Net, nodes, hooks } } }
}

function anyCommand(pick: Pick): Command {
  const target = { kind: 'parameter', path: [], ...weight }
  const edit = { kind: 'scale', factor: pick([1.5, 0, NaN, 1e20]) }
  const place = { kind: 'node', node: 'r' }
  const breakpoint = { id: 'b', module: 'Net', place, pass: 'forward', condition: 'absmax > 2' }
  return pick<() => Command>([
    ...Array.from({ length: 4 }, () => () => ({ kind: 'step', count: pick([1, 2, 5, 8]) })),
    () => ({ kind: 'advance', unit: pick(['node', 'pass', 'phase']) }),
    () => ({ kind: 'runTo', path: [], place, pass: pick(['forward', 'backward']) }),
    () => ({ kind: 'breakpoints', breakpoints: pick([[], [breakpoint]]) }),
    () => ({ kind: 'changeTensor', target, direction: pick(['forward', 'backward']), edit }),
    () => ({ kind: 'tensor', target, direction: pick(['forward', 'backward']) }),
    () => ({ kind: 'parameters', updates: pick([true, false]) }),
    () => ({ kind: 'open', document: anyDocument(pick) }),
    () => ({ kind: 'configure', options: pick([{ lr: 0.02 }, { lr: 1e30 }, { batchSize: 5 }, { seed: 2 }]) }),
    () => ({ kind: 'restore' }),
    () => ({ kind: 'run', mode: 'train', grad: true }),
    () => ({ kind: pick(['putBack', 'reset', 'stop']) }),
  ])()
}

/** What is told of it all, and what decides how it would go on. */
async function told(way: 'graph' | 'calls', [document, ...commands]: readonly object[]): Promise<unknown> {
  vi.stubEnv('GRADWIRE_STEPS', way)
  const { session, events } = newSession()
  const answers: unknown[] = []
  let file: string | null = null
  for (const command of [{ kind: 'open', document }, ...commands] as Command[]) {
    if (command['kind'] === 'restore' && file === null) {
      file = (await session.handle({ kind: 'checkpoint' })).file
      continue
    }
    const asked = command['kind'] === 'restore' ? { ...command, file } : command
    const answer = await session.handle(asked).catch((error: unknown) => problemOf(error).message)
    if (['tensor', 'run'].includes(command['kind'] as string)) answers.push(answer)
  }
  const made = await session.handle({ kind: 'checkpoint' })
  const { executor, run } = readCheckpoint(readFileSync(join(FOLDER, made.file)))
  const { winners: _, ...state } = executor.state as { winners: object }
  const { metrics, notFinite } = await session.handle({ kind: 'snapshot' })
  const printed = events.flatMap((event) => (event.kind === 'log' ? (event.printed ?? []) : []))
  const points = metrics.map((point) => ({ ...point, milliseconds: 0 }))
  return {
    answers,
    run,
    state,
    tensors: [...executor.tensors],
    points,
    notFinite,
    printed,
  }
}

describe.runIf(await ready().then(() => CapturedSteps.possible))('a run of random commands', () => {
  it.each(Array.from({ length: times(6) }, (_, seed) => seed))(
    'is the same as graphs and as calls (seed %i)',
    async (seed) => {
      const random = new MersenneTwister(seed)
      const pick: Pick = (list) => list[random.uint32() % list.length]!
      const commands = [
        anyDocument(pick),
        { kind: 'step', count: 6 },
        ...Array.from({ length: 12 }, () => anyCommand(pick)),
        { kind: 'step', count: 3 },
      ]
      expect(await told('graph', commands)).toEqual(await told('calls', commands))
    },
  )
})
