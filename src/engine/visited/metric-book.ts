/** The metric nodes of a graph, added up over the batches of an epoch. */
import type { MetricTerm } from '../build/pass'
import type { MetricRule } from '../metrics/metric-rule'
import type { StoredSteps } from '../executor/stored-steps'
import type { MetricValue } from '../protocol'

interface Entry {
  kind: string
  rule: MetricRule
  state: unknown
}

/** What a checkpoint holds of a book: the state of each metric by its id. */
export type StoredMetrics = StoredSteps['metrics']

export class MetricBook {
  private readonly entries = new Map<string, Entry>()
  /** What an earlier book left, until the first batch names its rule. */
  private readonly stored = new Map<string, StoredMetrics[string]>()

  constructor(stored: StoredMetrics = {}) {
    for (const [id, entry] of Object.entries(stored)) this.stored.set(id, structuredClone(entry))
  }

  /** Adds what the metrics see in one pass; one whose node was changed begins anew. */
  add(terms: readonly MetricTerm[]): void {
    for (const { id, kind, rule, input, target } of terms) {
      let entry = this.entries.get(id)
      if (entry?.kind !== kind) {
        const before = this.stored.get(id)
        entry = { kind, rule, state: before?.kind === kind ? goOn(rule, before.state) : rule.start() }
        this.entries.set(id, entry)
      }
      rule.add(entry.state, input, target)
    }
  }

  get values(): Record<string, MetricValue | null> {
    return Object.fromEntries([...this.entries].map(([id, { rule, state }]) => [id, rule.value(state)]))
  }

  /** Those that are numbers, and known. */
  get numbers(): Record<string, number> {
    if (this.entries.size === 0) return {}
    return Object.fromEntries(
      Object.entries(this.values).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    )
  }

  store(): StoredMetrics {
    const own = [...this.entries].map(([id, { kind, state }]) => [id, { kind, state }] as const)
    return structuredClone(Object.fromEntries([...this.stored, ...own]))
  }
}

/** A state that comes from a file, if it has the form of the rule's own; else what stands before the first sample. */
function goOn(rule: MetricRule, stored: unknown): unknown {
  const fresh = rule.start()
  return hasForm(stored, fresh) ? stored : fresh
}

/** The same fields with the same types; lists of numbers of any length. */
function hasForm(value: unknown, form: unknown): boolean {
  if (Array.isArray(form)) return Array.isArray(value) && value.every((item) => typeof item === 'number')
  if (typeof form !== 'object' || form === null) return typeof value === typeof form
  if (typeof value !== 'object' || value === null) return false
  const fields = Object.entries(form)
  return (
    Object.keys(value).length === fields.length &&
    fields.every(([name, item]) => hasForm((value as Record<string, unknown>)[name], item))
  )
}
