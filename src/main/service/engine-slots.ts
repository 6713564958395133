/** How many engines a host runs at once: each is a process with a copy of TensorFlow, some 150 MB before it has a net. */
import { HostError } from '../files/host-error'
import { tell } from '../../words/tell'

export const MOST_ENGINES = 12

/** Shared by all windows of a host. */
export class EngineSlots {
  private readonly most: number
  private readonly makeRoom: () => boolean
  private taken = 0

  /** - `makeRoom`: ends engines that nobody sees; false where there are none. */
  constructor(most = MOST_ENGINES, makeRoom: () => boolean = () => false) {
    this.most = most
    this.makeRoom = makeRoom
  }

  /** Errors: as many engines run as may. */
  take(documentId: string): void {
    while (this.taken >= this.most && this.makeRoom()) continue
    if (this.taken >= this.most)
      throw new HostError({
        message: tell('host.no_engine_left', 'Gradwire runs {{most}} engines, and no more at once.', {
          most: this.most,
        }),
        remedy: tell(
          'host.close_window_for_engine',
          'Close another window of Gradwire, then restart the engine here.',
        ),
        code: 'full',
        documentId,
      })
    this.taken++
  }

  free(): void {
    this.taken--
  }
}
