/** The work of a case in Gradwire, as child.py has PyTorch's. It knows no more of the engine than what that exports. */
import { F, manualSeed, noGrad, optim, randint, randn, scope, type Tensor } from '../../src/engine/index'
import type { Case } from './cases'
import type { Order } from './messages'
import { makeNet, type Net } from './nets'

export { ready } from '../../src/engine/index'

type Stepper = optim.SGD | optim.Adam

/** A net with a batch, and its step. */
export class Work {
  readonly net: Net
  readonly x: Tensor
  readonly y: Tensor
  readonly optimizer: Stepper
  readonly trains: boolean
  /** Random numbers differ, so such a net is compared without them. */
  readonly comparedAtRest: boolean

  constructor({ case: each, pass, seed }: Pick<Order, 'case' | 'pass' | 'seed'>) {
    const { classes, shape } = each.target
    manualSeed(seed)
    this.net = makeNet(each.net)
    this.x = randn([...each.input])
    this.y = classes === null ? randn([...shape]) : randint(0, classes, [...shape])
    this.optimizer = optimizerOf(each, this.net)
    this.trains = pass === 'train'
    this.comparedAtRest = !this.trains || each.random === true
    // Running statistics as they come: with 0 and 1 a norm would be nothing.
    if (!this.trains && each.random !== true) noGrad(() => scope(() => void this.net.call(this.x)))
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

  protected train(): Tensor {
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
