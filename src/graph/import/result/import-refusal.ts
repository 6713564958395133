/** A file that cannot be imported at all, with what to do about it; a reader throws it and `importFile` answers with it. */
import type { Finding } from '../../document/finding'
import type { Told } from '../../../words/tell'

export class ImportRefusal extends Error {
  override name = 'ImportRefusal'
  readonly finding: Finding

  constructor(problem: string | Told, details: Partial<Omit<Finding, keyof Told | 'severity'>> = {}) {
    const told = typeof problem === 'string' ? { code: 'import.refused', message: problem } : problem
    super(told.message)
    this.finding = { ...details, severity: 'error', ...told, fatal: true }
  }
}
