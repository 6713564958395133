/** What a page sent, as a document with its plan: it is parsed, inferred and planned once, and whoever runs it takes the plan. */
import type { GraphDocument } from '../../graph/document/document'
import type { Finding } from '../../graph/document/finding'
import { parseDocument } from '../../graph/file/parse'
import type { Inference } from '../../graph/infer/inference'
import { planGraph } from '../../graph/plan/make-plan'
import type { ModulePlan } from '../../graph/plan/plan'
import { ProblemError } from './problem'
import { tell } from '../../words/tell'

/** A document and what it plans to; whoever has one need not infer the document again. */
export interface PlannedDocument {
  document: GraphDocument
  plan: ModulePlan
}

/** Parses, infers and plans what a page sent, each once. Errors: the first finding, with its place and remedy. */
export function readDocument(value: unknown): PlannedDocument {
  const { inference, findings } = parseDocument(JSON.stringify(value) ?? '')
  const error = findings.find((finding) => finding.severity === 'error')
  if (!inference || error) throw refusal(findings)
  return planned(inference)
}

/** Errors: what stands in the way of a plan. */
export function planned(inference: Inference): PlannedDocument {
  const result = planGraph(inference)
  if (result.kind === 'refused') throw refusal(result.findings)
  return { document: inference.document, plan: result.plan }
}

function refusal(findings: readonly Finding[]): ProblemError {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const [first] = errors
  if (!first) return new ProblemError({ message: tell('engine.this_is_not_graph', 'This is not a graph.') })
  const { message, remedy, module, node, name, handle, param } = first
  const told =
    errors.length > 1
      ? tell(
          'engine.and_more',
          { one: '{{message}} (and {{count}} more)', other: '{{message}} (and {{count}} more)' },
          { message, count: errors.length - 1 },
        )
      : message
  return new ProblemError({ message: told, remedy, module, node, name, handle, param })
}
