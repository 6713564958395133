/** Runs a command: a pure function from a document to a new one, with the command that undoes it. */
import { dequal } from 'dequal'
import { assertNever } from '../basics/assert-never'
import { trainingSchema } from '../document/document'
import type { GraphDocument, Training } from '../document/document'
import { optimizerDefinition } from '../training/optimizers'
import { parseParams } from '../params/param-findings'
import { schedulerDefinition, schedulerProblem } from '../training/schedulers'
import { setBreakpoint, withFollowing } from './breakpoints'
import { duplicate, paste } from './clipboard'
import { Refusal } from '../document/command'
import type { Command, CommandOf, CommandResult } from '../document/command'
import { connectNodes, disconnect, setLookHere } from './edges'
import { group } from './group'
import { setHooks } from './hooks'
import { addModule, copyModule, removeModules, renameModule, reorder } from './modules'
import {
  addNode,
  insertOnWire,
  move,
  removeNodes,
  rename,
  replaceType,
  setCall,
  setLossWeight,
  setRequiresGrad,
  setParams,
} from './nodes'
import type { Change } from './nodes'
import { setShared } from './sharing'
import { ungroup } from './ungroup'
import { tell } from '../../words/tell'

/** Applies a command, or says in plain words why it cannot be. The given document is never touched. */
export function applyCommand(document: GraphDocument, command: Command): CommandResult {
  try {
    const { document: next, created = [] } = change(document, command)
    return {
      kind: 'done',
      document: next,
      inverse: { kind: 'restore', parts: partsOf(document, next) },
      created,
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { kind: 'refused', reason: error.message, remedy: error.remedy }
  }
}

/** What a command can change, as it was before. */
function partsOf(before: GraphDocument, after: GraphDocument): CommandOf<'restore'>['parts'] {
  const { main, modules, training, view } = before
  return view === after.view ? { main, modules, training } : { main, modules, training, view }
}

/** The change with the breakpoints, which go where their places go. */
function change(document: GraphDocument, command: Command): Change {
  const changed =
    command.kind === 'set-requires-grad' ? setRequiresGrad(document, command) : changeOf(document, command)
  // Inside a batch each command has done it, and what is restored is as it was.
  if (command.kind === 'batch' || command.kind === 'restore') return changed
  return { ...changed, document: withFollowing(document, changed.document, changed.follow) }
}

type OtherCommand = Exclude<Command, CommandOf<'set-requires-grad'>>

function changeOf(document: GraphDocument, command: OtherCommand): Change {
  switch (command.kind) {
    case 'add-node':
      return addNode(document, command)
    case 'remove-nodes':
      return removeNodes(document, command)
    case 'connect':
      return connectNodes(document, command)
    case 'disconnect':
      return disconnect(document, command)
    case 'insert-on-wire':
      return insertOnWire(document, command)
    case 'replace-type':
      return replaceType(document, command)
    case 'set-params':
      return setParams(document, command)
    case 'rename':
      return rename(document, command)
    case 'move':
      return move(document, command)
    case 'duplicate':
      return duplicate(document, command)
    case 'paste':
      return paste(document, command)
    case 'set-call':
      return setCall(document, command)
    case 'set-loss-weight':
      return setLossWeight(document, command)
    case 'set-shared':
      return setShared(document, command)
    case 'group':
      return group(document, command)
    case 'ungroup':
      return ungroup(document, command)
    case 'add-module':
      return addModule(document, command)
    case 'rename-module':
      return renameModule(document, command)
    case 'copy-module':
      return copyModule(document, command)
    case 'remove-modules':
      return removeModules(document, command)
    case 'reorder':
      return reorder(document, command)
    case 'set-training':
      return setTraining(document, command)
    case 'set-look-here':
      return setLookHere(document, command)
    case 'set-hooks':
      return setHooks(document, command)
    case 'set-breakpoint':
      return setBreakpoint(document, command)
    case 'batch':
      return batch(document, command)
    case 'restore':
      return { document: { ...document, ...command.parts } }
    default:
      return assertNever(command)
  }
}

function batch(document: GraphDocument, command: CommandOf<'batch'>): Change {
  let next = document
  const created: string[] = []
  for (const each of command.commands) {
    const changed = change(next, each)
    next = changed.document
    created.push(...(changed.created ?? []))
  }
  return { document: next, created }
}

function checkScheduler({ scheduler, optimizer }: Training): void {
  if (scheduler === undefined) return
  const definition = schedulerDefinition(scheduler.type)
  if (definition === undefined)
    throw new Refusal(
      tell('refusal.scheduler_is_not_known', "The rate schedule '{{type}}' is not known.", {
        type: scheduler.type,
      }),
    )
  const [wrong] = parseParams(scheduler.type, definition.params, scheduler.params).problems ?? []
  const problem = wrong ?? schedulerProblem(scheduler, optimizer.type)
  if (problem !== undefined) throw new Refusal(problem.message, problem.remedy)
}

function setTraining(document: GraphDocument, command: CommandOf<'set-training'>): Change {
  const wanted = { ...document.training, ...command.training }
  if (wanted.scheduler === null) delete wanted.scheduler
  const parsed = trainingSchema.safeParse(wanted)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Refusal(`${issue?.path.join('.') ?? 'training'}: ${issue?.message ?? 'not valid'}`)
  }
  const training = parsed.data
  const optimizer = optimizerDefinition(training.optimizer.type)
  if (optimizer === undefined)
    throw new Refusal(
      tell('refusal.optimizer_is_not_known', "The optimiser '{{type}}' is not known.", {
        type: training.optimizer.type,
      }),
    )
  const [problem] = parseParams(optimizer.type, optimizer.params, training.optimizer.params).problems ?? []
  if (problem !== undefined) throw new Refusal(problem.message, problem.remedy)
  checkScheduler(training)
  return { document: dequal(training, document.training) ? document : { ...document, training } }
}
