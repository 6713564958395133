import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { manualSeed, nn, optim, ready, scope, tensor } from '../index'
import { CapturedSteps } from './captured-steps'

const FIXTURE = fileURLToPath(new URL('peak-memory.fixture.ts', import.meta.url))
/** Megabytes of the weights; gradients and momentum are as many. */
const WEIGHTS = 64

await ready()

interface Trained {
  losses: number[]
  refused: string[]
  way: string
  peak: number
}

function trained(way: 'graph' | 'calls'): Trained {
  const args = ['--import', import.meta.resolve('tsx'), FIXTURE, way]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(stdout, stderr).not.toBe('')
  return JSON.parse(stdout) as Trained
}

it.runIf(CapturedSteps.possible && process.platform === 'linux')(
  'a graph holds no more of what a step changes than calls do, also while it is proved',
  () => {
    const [graph, calls] = [trained('graph'), trained('calls')]
    expect(graph).toMatchObject({ losses: calls.losses, refused: [], way: 'one graph' })
    // Held twice, weights and momentum are two times as many.
    expect(graph.peak - calls.peak).toBeLessThan(WEIGHTS)
  },
)

it.runIf(CapturedSteps.possible).each<[string, (params: nn.Parameter[]) => optim.SGD | optim.Adam]>([
  ['SGD', (params) => new optim.SGD(params, { lr: 0.1 })],
  ['momentum', (params) => new optim.SGD(params, { lr: 0.1, momentum: 0.9, weightDecay: 0.01 })],
  ['Adam', (params) => new optim.Adam(params, { lr: 0.01 })],
])('change what is large where it lies, when all that enters has been proved: %s', (_, optimizerOf) => {
  const weightsAfter = (steps: CapturedSteps | null): number[][] => {
    manualSeed(1)
    const net = new nn.Linear(1200, 1000)
    const optimizer = optimizerOf([...net.parameters()])
    for (let number = 0; number < 7; number++)
      scope(() => {
        const train = (): void =>
          scope(() => {
            optimizer.zeroGrad()
            const x = tensor([Array.from({ length: 1200 }, (_value, i) => Math.sin(number + i))])
            net.call(x).square().mean().backward()
            optimizer.step()
          })
        if (steps) steps.run('step', train)
        else train()
      })
    const values = [...net.parameters()].map((each) => Array.from(each.data()))
    steps?.free()
    return values
  }
  const refused: string[] = []
  const steps = new CapturedSteps((reason) => refused.push(reason), { race: false, largeChanges: 1 })
  expect(weightsAfter(steps)).toEqual(weightsAfter(null))
  expect(steps.way).toBe('one graph')
  expect(refused).toEqual([])
})
