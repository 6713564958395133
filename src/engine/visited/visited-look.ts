/** A look at tensors of this process: what is asked for is measured and read where it lies. */
import type { Flow } from '../build/flow'
import type { Tensor } from '../core/tensor'
import type { Look, Seen, Told } from '../executor/look'
import { FlowReader } from '../probe/flow-reader'
import type { ParameterTarget, ProbeSubscription, WatchTarget } from '../protocol'

type Direction = 'forward' | 'backward'

export class VisitedLook implements Look {
  private readonly reader = new FlowReader()

  /**
   * @param flow Null: nothing flows.
   * @param parameter A parameter or a buffer, or its gradient; null: there is none.
   */
  constructor(
    private readonly flow: Flow | null,
    private readonly parameter: (target: ParameterTarget, direction: Direction) => Tensor | null,
  ) {}

  at(target: WatchTarget, direction: Direction): Seen | null {
    const tensor =
      target.kind === 'parameter'
        ? this.parameter(target, direction)
        : (this.flow?.tensor(target, direction) ?? null)
    return tensor && new SeenTensor(tensor, this.reader)
  }
}

class SeenTensor implements Seen {
  constructor(
    private readonly tensor: Tensor,
    private readonly reader: FlowReader,
  ) {}

  get shape(): readonly number[] {
    return this.tensor.shape
  }

  get mark(): unknown {
    return this.tensor.handle
  }

  tell(how: Pick<ProbeSubscription, 'view' | 'thumbnail'>): Told {
    return this.reader.read(this.tensor, how)
  }
}
