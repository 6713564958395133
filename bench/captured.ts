/**
 * Times training steps with a call an operation, captured as one graph, and PyTorch's, in turns:
 * npx tsx bench/captured.ts [--cases cnn,lstm] [--rounds 5] [--seconds 0.7] [--no-torch]
 */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { pythonForBench } from '../scripts/setup/pytorch.mjs'
import { CapturedSteps } from '../src/engine/captured/captured-steps'
import { F, manualSeed, optim, randint, randn, ready, scope } from '../src/engine/index'
import { CASES } from './train/cases'
import type { Case } from './train/cases'
import { blockLength, median, ratioOf } from './train/figures'
import { makeNet } from './train/nets'
import { Program } from './train/program'

const SEVEN = 'cnn,lenet,resnet,mlp,linear,mobilenet,lstm'

interface Trainer {
  step: () => number
  captured: CapturedSteps
}

/** A net of a case with a batch; all of them are alike. */
function trainerOf(each: Case, captures: boolean): Trainer {
  manualSeed(0)
  const net = makeNet(each.net)
  const x = randn([...each.input])
  const { classes, shape } = each.target
  const y = classes === null ? randn([...shape]) : randint(0, classes, [...shape])
  const Optimizer = each.optimizer === 'adam' ? optim.Adam : optim.SGD
  const options =
    each.optimizer === 'adam'
      ? { lr: 0.001 }
      : { lr: 0.01, momentum: each.optimizer === 'momentum' ? 0.9 : 0 }
  const optimizer = new Optimizer(net.parameters(), options)
  const captured = new CapturedSteps((reason) => console.log(`  ${each.id}: ${reason}`))
  const calls = () =>
    scope(() => {
      optimizer.zeroGrad()
      const out = net.call(x)
      const loss = classes === null ? F.mseLoss(out, y) : F.crossEntropy(out, y)
      loss.backward()
      optimizer.step()
      return loss
    })
  return { captured, step: () => scope(() => (captures ? captured.run('step', calls) : calls()).item()) }
}

function block(step: () => number, count: number): number {
  const times: number[] = []
  for (let i = 0; i < count; i++) {
    const start = performance.now()
    step()
    times.push(performance.now() - start)
  }
  return median(times)
}

async function measure(
  each: Case,
  options: { rounds: number; seconds: number; python: string | null },
): Promise<void> {
  const ways = [trainerOf(each, false), trainerOf(each, true)]
  const first = ways.map(({ step }) => Array.from({ length: 8 }, step))
  const same = first[0]!.every((loss, i) => loss === first[1]![i])
  const threads = availableParallelism()
  const torch = options.python
    ? Program.torch(options.python, {
        case: each,
        pass: 'train',
        seed: 0,
        threads,
        compile: false,
        backend: null,
        graph: false,
      })
    : null
  await torch?.about()
  await torch?.steps(8)
  const counts = ways.map(({ step }) => blockLength(block(step, 5), options.seconds))
  const times: number[][] = [[], [], []]
  for (let round = 0; round < options.rounds; round++) {
    ways.forEach(({ step }, i) => times[i]!.push(block(step, counts[i]!)))
    if (torch) times[2]!.push(median([...(await torch.steps(counts[1]!))]))
  }
  await torch?.end()
  const [calls, graph, theirs] = times.map((list) => median(list))
  const beside = (a: number[], b: number[]): string => ratioOf(a, b).ratio.toFixed(2)
  console.log(
    `${each.id.padEnd(12)} calls ${calls!.toFixed(3)}  graph ${graph!.toFixed(3)} (${ways[1]!.captured.way})  ×${beside(times[1]!, times[0]!)}  ${
      torch
        ? `PyTorch ${theirs!.toFixed(3)}: calls ×${beside(times[0]!, times[2]!)}, graph ×${beside(times[1]!, times[2]!)}  `
        : ''
    }losses ${same ? 'the same bits' : 'differ'}`,
  )
  ways[1]!.captured.free()
}

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: SEVEN },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '0.7' },
    'no-torch': { type: 'boolean', default: false },
  },
})
await ready()
const python = values['no-torch'] ? null : ((await pythonForBench())?.path ?? null)
for (const id of values.cases.split(',')) {
  const found = CASES.find((each) => each.id === id)
  if (!found) throw new Error(`there is no case ${id}`)
  await measure(found, { rounds: Number(values.rounds), seconds: Number(values.seconds), python })
}
process.exit(0)
