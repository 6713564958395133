/** The training that a Python script describes beside its net, as far as it stands in it as plain values. */
import type { Training } from '../../document/document'
import { optimizerDefinition } from '../../training/optimizers'
import type { OptimizerDefinition } from '../../training/optimizers'
import { notForTraining } from '../../training/not-optimizers'
import { schedulerDefinition } from '../../training/schedulers'
import type { SchedulerDefinition } from '../../training/schedulers'
import { told } from '../../../words/tell'
import type { ImportNote } from '../result/imported'
import { constant, constantsOf } from './constants'
import type { Constant, Constants } from './constants'
import { callsOf, everyStatement, nameOf } from './script'
import type { Call } from './script'
import { settingsOf } from './settings'
import type { Expression, Statement } from './syntax'
import { readLoop } from './training-loop'

export interface ReadTraining {
  /** What was found; everything else is as in a new document. */
  training: Partial<Training>
  notes: readonly ImportNote[]
}

/** Nothing of a text without a training loop. */
export function readTraining(statements: readonly Statement[]): ReadTraining {
  const plain = constantsOf(statements)
  const names = new Map([...plain, ...settingsOf(statements, plain)])
  const loop = readLoop(statements, names)
  if (loop === null) return { training: {}, notes: [] }
  const notes: ImportNote[] = [...loop.notes]
  const calls = [...everyStatement(statements)].flatMap(callsOf)
  const training: Partial<Training> = {
    ...chosen('optimizer', calls, names, notes),
    ...chosen('scheduler', calls, names, notes),
    ...counted('batch_size', [argument(calls, 'DataLoader', 'batch_size', names), names.get('BATCH_SIZE'), names.get('batch_size')], 1),
    ...counted('epochs', [names.get('EPOCHS'), names.get('epochs'), names.get('num_epochs'), ...epochLoops(statements, names)], 1),
    ...counted('seed', [names.get('SEED'), ...calls.filter(({ callee }) => nameOf(callee) === 'manual_seed').map(({ args }) => args[0] && constant(args[0].value, names))], 0),
    ...(loop.settings.zero_grad ? {} : { zero_grad: false }),
    ...(loop.settings.accumulate === 1 ? {} : { accumulate: loop.settings.accumulate }),
  } // prettier-ignore
  return { training, notes }
}

/** The optimiser or schedule that the script makes; of several the first, and what it says is told where it is not read. */
function chosen(
  kind: 'optimizer' | 'scheduler',
  calls: readonly Call[],
  names: Constants,
  notes: ImportNote[],
): Pick<Partial<Training>, 'optimizer' | 'scheduler'> {
  for (const { callee, args, line } of calls) {
    const type = nameOf(callee)
    const definition = kind === 'optimizer' ? optimizerDefinition(type) : schedulerDefinition(type)
    if (definition === undefined) {
      const why = isOptimClass(callee) ? notForTraining(kind, type) : undefined
      if (why !== undefined) notes.push({ severity: 'warning', ...why, line })
      continue
    }
    const known = Object.keys(definition.params.shape)
    const params: Record<string, Constant> = {}
    const unread: string[] = []
    args.slice(1).forEach(({ name: given, value, star }, index) => {
      const name = given ?? (star === undefined && index === 0 ? known[0] : undefined)
      const read = constant(value, names)
      // As long as the run, which is what it is without it.
      if (name !== undefined && read === undefined && name === lengthOf(definition)) return
      if (name !== undefined && known.includes(name) && read !== undefined) params[name] = read
      else if (name === undefined || known.includes(name)) unread.push(name ?? '…')
    })
    if (unread.length > 0)
      notes.push({
        severity: 'warning',
        ...told('python.training_argument', '{{type}}: what stands for {{names, list}} is not read.', { type, names: unread }), // prettier-ignore
        line,
      })
    const given = 'fromPython' in definition ? (definition.fromPython?.(params) ?? params) : params
    if (!definition.params.safeParse(given).success) continue
    return kind === 'optimizer'
      ? { optimizer: { type, params: given } }
      : { scheduler: { type, params: given } }
  }
  return {}
}

/** `torch.optim.LBFGS` or `lr_scheduler.LambdaLR`, not another class of that name. */
function isOptimClass(callee: Expression): boolean {
  return callee.kind === 'name' || (callee.kind === 'member' && /optim|sched/.test(nameOf(callee.object)))
}

function lengthOf(definition: OptimizerDefinition | SchedulerDefinition): string | undefined {
  return 'length' in definition ? definition.length?.param : undefined
}

function counted(
  name: 'batch_size' | 'epochs' | 'seed',
  candidates: readonly (Constant | undefined)[],
  least: number,
): Partial<Training> {
  const value = candidates.find(
    (each): each is number => typeof each === 'number' && Number.isSafeInteger(each) && each >= least,
  )
  return value === undefined || (name !== 'seed' && value > 1_000_000) ? {} : { [name]: value }
}

function argument(
  calls: readonly Call[],
  callee: string,
  name: string,
  names: Constants,
): Constant | undefined {
  for (const call of calls) {
    if (nameOf(call.callee) !== callee) continue
    const given = call.args.find((arg) => arg.name === name)
    const value = given && constant(given.value, names)
    if (value !== undefined) return value
  }
  return undefined
}

/** `for epoch in range(10)`. */
function epochLoops(statements: readonly Statement[], names: Constants): (Constant | undefined)[] {
  return [...everyStatement(statements)].flatMap((statement) => {
    if (statement.kind !== 'for' || !/epoch/i.test(nameOf(statement.target))) return []
    const { iterable } = statement
    const only = iterable.kind === 'call' && iterable.args.length === 1 ? iterable.args[0] : undefined
    return only === undefined ? [] : [constant(only.value, names)]
  })
}
