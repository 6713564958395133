/** A file that cannot be imported at all, with what to do about it; a reader throws it and `importFile` answers with it. */
import type { Finding } from '../../document/finding'

export class ImportRefusal extends Error {
  override name = 'ImportRefusal'
  readonly finding: Finding

  constructor(message: string, details: Partial<Omit<Finding, 'message' | 'severity'>> = {}) {
    super(message)
    this.finding = { ...details, severity: 'error', message, fatal: true }
  }
}
