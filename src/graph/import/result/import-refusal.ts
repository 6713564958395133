/** A file that cannot be imported at all, with what to do about it; a reader throws it and `importFile` answers with it. */
import type { Finding } from '../../document/finding'
import type { Told } from '../../../words/tell'
import { ToldError } from '../../../words/told-error'

export class ImportRefusal extends ToldError {
  override name = 'ImportRefusal'
  readonly finding: Finding

  constructor(said: Told, details: Partial<Omit<Finding, keyof Told | 'severity'>> = {}) {
    super(said)
    this.finding = { ...details, severity: 'error', ...said, fatal: true }
  }
}
