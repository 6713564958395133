/** Gradwire's side of a case, as child.py is PyTorch's: node --import tsx bench/train/child.ts '{"case": {...}, "pass": "train", ...}'. */
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import {
  F,
  manualSeed,
  memory,
  noGrad,
  optim,
  randint,
  randn,
  ready,
  scope,
  type BackendName,
  type Tensor,
} from '../../src/engine/index'
import type { Case } from './cases'
import type { Order, Reply, Request } from './messages'
import { makeNet, type Net } from './nets'

type Stepper = optim.SGD | optim.Adam

/** A net with a batch, and its step. */
class Work {
  readonly net: Net
  readonly x: Tensor
  readonly y: Tensor
  readonly optimizer: Stepper
  readonly trains: boolean
  /** Random numbers differ, so such a net is compared without them. */
  readonly comparedAtRest: boolean

  constructor({ case: each, pass, seed }: Order) {
    const { classes, shape } = each.target
    manualSeed(seed)
    this.net = makeNet(each.net)
    this.x = randn([...each.input])
    this.y = classes === null ? randn([...shape]) : randint(0, classes, [...shape])
    this.optimizer = optimizerOf(each, this.net)
    this.trains = pass === 'train'
    this.comparedAtRest = !this.trains || each.random === true
  }

  /** Trains, or computes what comes out and copies it. */
  step(): void {
    if (this.trains) scope(() => void this.train())
    else noGrad(() => scope(() => void this.net.call(this.x).data()))
  }

  /** Trains for two steps and gives the losses; or the loss and the mean magnitude of what comes out, where it does not. */
  check(): number[] {
    const values = this.comparedAtRest ? this.atRest() : []
    this.net.train(this.trains)
    if (!this.trains) return values
    const losses = [scope(() => this.train().item()), scope(() => this.train().item())]
    return this.comparedAtRest ? values : losses
  }

  time(count: number): number[] {
    return Array.from({ length: count }, () => {
      const start = performance.now()
      this.step()
      return performance.now() - start
    })
  }

  private train(): Tensor {
    this.optimizer.zeroGrad()
    const loss = this.loss(this.net.call(this.x))
    loss.backward()
    this.optimizer.step()
    return loss
  }

  private loss(out: Tensor): Tensor {
    return this.y.dtype === 'int64' ? F.crossEntropy(out, this.y) : F.mseLoss(out, this.y)
  }

  private atRest(): number[] {
    this.net.train(false)
    return noGrad(() =>
      scope(() => {
        const out = this.net.call(this.x)
        return [this.loss(out).item(), out.abs().mean().item()]
      }),
    )
  }
}

function optimizerOf({ optimizer }: Case, net: Net): Stepper {
  if (optimizer === 'adam') return new optim.Adam(net.parameters(), { lr: 0.001 })
  return new optim.SGD(net.parameters(), { lr: 0.01, momentum: optimizer === 'momentum' ? 0.9 : 0 })
}

/** The most memory that this process has held, in bytes. */
function peak(): number {
  const status = '/proc/self/status'
  if (!existsSync(status)) return process.resourceUsage().maxRSS * 1024
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) * 1024
}

/** Through the stream: a single `write` may take only the beginning of a long line, of 100,000 short steps for example. */
function answer(reply: Reply): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`)
}

async function main(order: Order): Promise<void> {
  const { backend, version, threads, oneDnn, instructions } = await ready(
    order.backend ? { backend: order.backend as BackendName } : {},
  )
  answer({ kind: 'ready', about: { backend, version, threads, oneDnn, instructions, loadedBytes: peak() } })
  const work = new Work(order)
  let before: number | null = null
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request
    switch (request.kind) {
      case 'check':
        answer({ kind: 'checked', values: work.check() })
        break
      case 'steps': {
        const ms = work.time(request.count)
        before ??= memory().tensors
        answer({ kind: 'timed', ms })
        break
      }
      case 'memory':
        answer({ kind: 'memory', peak: peak(), leaked: memory().tensors - (before ?? memory().tensors) })
        break
    }
  }
}

try {
  await main(JSON.parse(process.argv[2]!) as Order)
} catch (error) {
  answer({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  process.exitCode = 1
}
