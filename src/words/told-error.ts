/** An error that says a finding's sentence: whoever catches it has its code and values too. */
import type { Told } from './tell'

export class ToldError extends Error {
  readonly told: Told

  constructor(said: Told) {
    super(said.message)
    this.told = said
  }
}
