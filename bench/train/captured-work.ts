/** The same work, with each step as one TensorFlow graph, as a run in Gradwire has it. */
import { noGrad, scope, type Tensor } from '../../src/engine/index'
import { CapturedSteps } from '../../src/engine/captured/captured-steps'
import { Work } from './work'

export class CapturedWork extends Work {
  /** Why a step is not one graph, where it is not. */
  readonly refused: string[] = []
  private readonly steps = new CapturedSteps((reason) => this.refused.push(reason))

  override step(): void {
    if (this.trains) scope(() => void this.train())
    else noGrad(() => scope(() => void this.asGraph(() => this.net.call(this.x)).data()))
  }

  protected override train(): Tensor {
    return this.asGraph(() => super.train())
  }

  private asGraph(work: () => Tensor): Tensor {
    return this.steps.run(String(this.net.training), () => scope(work))
  }
}
