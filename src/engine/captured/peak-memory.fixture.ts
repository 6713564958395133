/** Trains a net with large weights, each step as a graph or by calls, as its argument says, and prints the most megabytes that its process has held. */
import { readFileSync } from 'node:fs'
import { F, manualSeed, nn, optim, randint, randn, ready, scope, setBenchmark } from '../index'
import type { Tensor } from '../index'
import { CapturedSteps } from './captured-steps'

const STEPS = 8
const SIZE = 4096

await ready()
// Two processes may find other kernels the quickest, which round otherwise.
setBenchmark(false)
manualSeed(0)
const [first, last] = [new nn.Linear(SIZE, SIZE), new nn.Linear(SIZE, 4)]
const optimizer = new optim.SGD([...first.parameters(), ...last.parameters()], { lr: 0.01, momentum: 0.9 })
const [x, y] = [randn([8, SIZE]), randint(0, 4, [8])]
const refused: string[] = []
const steps = new CapturedSteps((reason) => refused.push(reason), { race: false })

const train = (): Tensor =>
  scope(() => {
    optimizer.zeroGrad()
    const loss = F.crossEntropy(last.call(F.relu(first.call(x))), y)
    loss.backward()
    optimizer.step()
    return loss
  })

const losses = Array.from({ length: STEPS }, () =>
  scope(() => (process.argv[2] === 'graph' ? steps.run('step', train) : train()).item()),
)
const peak = Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024
process.stdout.write(JSON.stringify({ losses, refused, way: steps.way, peak }))
