/** A look at tensors of this process: what is asked for is measured and read where it lies. */
import { dequal } from 'dequal'
import type { Brief, Flow } from '../build/flow'
import type { Tensor } from '../core/tensor'
import type { Look, Seen, Told } from '../executor/look'
import { FlowReader, quickTold } from '../probe/flow-reader'
import type { FlowTarget, ParameterTarget, ProbeSubscription, WatchTarget } from '../protocol'

type Direction = 'forward' | 'backward'

export class VisitedLook implements Look {
  private readonly reader = new FlowReader()

  /**
   * @param flow Null: nothing flows.
   * @param parameter A parameter or a buffer, or its gradient; null: there is none.
   * @param wants Told of what is seen only where all its numbers are kept.
   */
  constructor(
    private readonly flow: Flow | null,
    private readonly parameter: (target: ParameterTarget, direction: Direction) => Tensor | null,
    private readonly wants: (target: FlowTarget, direction: Direction) => void = () => undefined,
  ) {}

  at(target: WatchTarget, direction: Direction): Seen | null {
    if (target.kind !== 'parameter') {
      const brief = this.flow?.brief(target, direction)
      if (brief) return new SeenBrief(brief, () => this.wants(target, direction))
    }
    const tensor =
      target.kind === 'parameter'
        ? this.parameter(target, direction)
        : (this.flow?.tensor(target, direction) ?? null)
    return tensor && new SeenTensor(tensor, this.reader)
  }
}

/** What a small picture shows. */
class SeenBrief implements Seen {
  constructor(
    private readonly brief: Brief,
    private readonly wantsAll: () => void,
  ) {}

  get shape(): readonly number[] {
    return this.brief.shape
  }

  get mark(): unknown {
    return this.brief
  }

  tell({ view, thumbnail }: Pick<ProbeSubscription, 'view' | 'thumbnail'>): Told | null {
    const { norm, picture } = this.brief
    if (norm !== null && thumbnail && dequal(view, this.brief.view)) return quickTold(norm, picture)
    this.wantsAll()
    return null
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
