import type { Told } from '../../../words/tell'
import { ToldError } from '../../../words/told-error'

/** A node that cannot be written as it is set or wired. */
export class OnnxRefusal extends ToldError {
  override name = 'OnnxRefusal'

  constructor(
    said: Told,
    readonly remedy: string,
  ) {
    super(said)
  }
}
