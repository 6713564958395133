import { tell } from '../../words/tell'

/** A step went on as if a number were as it nearly always is, and it was not: what it has done so far is to be taken back. */
export class Unexpected extends Error {
  override readonly name = 'Unexpected'

  constructor() {
    super('A number is not as it nearly always is')
  }
}

/** Why a step is not captured whose values are such that another way is taken through it. */
export function notAsUsual(): string {
  return tell('engine.step_has_nan', 'values are NaN or infinite.')
}
