/** What is wrong with the training settings of a document, and the changes that mend it. */
import type { z } from 'zod'
import type { Params, Training } from '../document/document'
import type { Finding, Fix } from '../document/finding'
import { nearest } from '../document/identifiers'
import { optimizerDefinition, optimizerDefinitions } from './optimizers'
import { parseParams } from '../params/param-findings'
import { paramRemedies } from '../params/param-remedies'
import { notForTraining } from './not-optimizers'
import { schedulerDefinition, schedulerDefinitions, schedulerProblem } from './schedulers'
import { tell, told } from '../../words/tell'

/** An optimizer or a scheduler, as the document names it. */
interface Choice {
  type: string
  params: Params
}

interface Part {
  what: 'optimizer' | 'scheduler'
  given: Choice
  known: readonly { type: string; params: z.ZodObject }[]
}

/** Unknown types, params that they do not take, and a scheduler that does not go with its optimizer. */
export function checkSettings(training: Training): Finding[] {
  const { optimizer, scheduler } = training
  const findings = checkPart(training, { what: 'optimizer', given: optimizer, known: optimizerDefinitions })
  if (scheduler === undefined) return findings
  findings.push(...checkPart(training, { what: 'scheduler', given: scheduler, known: schedulerDefinitions }))
  const unfit = schedulerProblem(scheduler, optimizer.type)
  if (unfit === undefined) return findings
  const { param } = unfit
  const without = {
    label: `${param}=false`,
    given: { ...scheduler, params: { ...scheduler.params, [param]: false } },
  }
  return [
    ...findings,
    {
      severity: 'error',
      ...unfit,
      param: `scheduler.${param}`,
      ...fixesOf(training, 'scheduler', [without]),
    },
  ]
}

function checkPart(training: Training, { what, given, known }: Part): Finding[] {
  const definition = known.find(({ type }) => type === given.type)
  if (definition === undefined) {
    const types = known.map(({ type }) => type)
    const why = notForTraining(what, given.type)
    const near = why === undefined ? nearest(given.type, types) : undefined
    return [
      {
        severity: 'error',
        param: what,
        ...(why ??
          (what === 'optimizer'
            ? told('optimizer.unknown', "The optimiser '{{type}}' is not known.", { type: given.type })
            : told('scheduler.unknown', "The rate schedule '{{type}}' is not known.", { type: given.type }))),
        remedy:
          near === undefined
            ? tell('remedy.use_one_of', 'Use {{types}}.', {
                types: types.join(tell('expectation.or', ' or ')),
              })
            : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near }),
        ...fixesOf(
          training,
          what,
          near === undefined
            ? []
            : [{ label: tell('fix.use', 'Use {{near}}', { near }), given: { ...given, type: near } }],
        ),
      },
    ]
  }
  const { problems = [] } = parseParams(given.type, definition.params, given.params)
  return problems.map((problem) => {
    const changes = paramRemedies(definition.params, given.params, problem.param).map((remedy) => {
      const { label, unset = [] } = remedy
      const kept = Object.entries({ ...given.params, ...remedy.params }).filter(
        ([name]) => !unset.includes(name),
      )
      return { label, given: { ...given, params: Object.fromEntries(kept) } }
    })
    return {
      severity: 'error',
      ...problem,
      param: `${what}.${problem.param}`,
      ...fixesOf(training, what, changes),
    }
  })
}

/** The changes as remedies: those after which nothing of the settings is wrong, since others are refused. */
function fixesOf(
  training: Training,
  what: Part['what'],
  changes: readonly { label: string; given: Choice }[],
): Pick<Finding, 'fixes'> {
  const fixes = changes
    .filter(({ given }) => isSound({ ...training, [what]: given }))
    .map(({ label, given }): Fix => ({
      label,
      command: { kind: 'set-training', training: { [what]: given } },
    }))
  return fixes.length === 0 ? {} : { fixes }
}

function isSound({ optimizer, scheduler }: Training): boolean {
  if (optimizerDefinition(optimizer.type)?.params.safeParse(optimizer.params).success !== true) return false
  if (scheduler === undefined) return true
  const parsed = schedulerDefinition(scheduler.type)?.params.safeParse(scheduler.params)
  return parsed?.success === true && schedulerProblem(scheduler, optimizer.type) === undefined
}
