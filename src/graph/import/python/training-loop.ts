/** How a training loop in Python uses its gradients: when they are cleared, and after how many batches the optimiser steps. */
import { told } from '../../../words/tell'
import type { Told } from '../../../words/tell'
import type { ImportNote } from '../result/imported'
import { constant } from './constants'
import type { Constants } from './constants'
import { bodiesOf, callsOf, everyStatement, nameOf } from './script'
import type { Call } from './script'
import type { Expression, Statement } from './syntax'

export interface LoopSettings {
  zero_grad: boolean
  accumulate: number
}

/** What happens in the loop, with the conditions around it. */
interface Event {
  kind: 'clear' | 'backward' | 'step'
  /** The conditions that count batches. */
  tests: readonly Expression[]
  /** What is before it in the loop, e.g. that a counter has gone on. */
  place: number
  line: number
  /** Null where it is no call. */
  call: Call | null
}

/** At so many batches a condition is looked at: enough for the longest period that is told from another. */
const MOST = 5000

/** Null for a text without a training loop. */
export function readLoop(
  statements: readonly Statement[],
  names: Constants,
): { settings: LoopSettings; notes: ImportNote[] } | null {
  const body = loopBody(statements)
  return body === undefined ? null : new Loop(statements, body.statements, names, body.head).read()
}

/** The innermost loop, else function, that goes backward. */
function loopBody(
  statements: readonly Statement[],
): { statements: readonly Statement[]; head: Statement | null } | undefined {
  let found: { statements: readonly Statement[]; head: Statement | null } | undefined
  if (statements.some((statement) => callsOf(statement).some(isBackward))) found = { statements, head: null }
  for (const statement of everyStatement(statements)) {
    const loops = statement.kind === 'for' || statement.kind === 'while'
    if (!loops && statement.kind !== 'function') continue
    if (!loops && found?.head && found.head.kind !== 'function') continue
    const inside = bodiesOf(statement).flat()
    const goesBack = [...everyStatement(inside)].some((each) => callsOf(each).some(isBackward))
    if (goesBack) found = { statements: inside, head: statement }
  }
  return found
}

class Loop {
  private readonly notes: ImportNote[] = []
  private readonly events: Event[] = []
  /** Where names in the loop go on by one. */
  private readonly counted = new Map<string, number>()
  private place = 0

  constructor(
    private readonly file: readonly Statement[],
    body: readonly Statement[],
    private readonly names: Constants,
    private readonly head: Statement | null,
  ) {
    this.walk(body, [])
  }

  read(): { settings: LoopSettings; notes: ImportNote[] } {
    const step = this.step
    const clear = this.events.find(({ kind }) => kind === 'clear')
    const accumulate = step === undefined ? 1 : this.period(step)
    const cleared = clear === undefined ? this.clearedElsewhere() : this.clears(clear, accumulate)
    this.lookForDivision(accumulate)
    return { settings: { zero_grad: cleared, accumulate }, notes: this.notes }
  }

  /** Of several that step, what is called an optimiser. */
  private get step(): Event | undefined {
    const steps = this.events.filter(({ kind }) => kind === 'step')
    const named = steps.find(
      ({ call }) => call?.callee.kind === 'member' && /opt/i.test(nameOf(call.callee.object)),
    )
    return named ?? steps[0]
  }

  private walk(statements: readonly Statement[], around: readonly Expression[]): void {
    let tests = around
    for (const statement of statements) {
      this.place++
      const { line } = statement
      if (statement.kind === 'update' && statement.operator === '+' && statement.target.kind === 'name')
        if (constant(statement.value, this.names) === 1) this.counted.set(statement.target.name, this.place)
      for (const call of callsOf(statement)) {
        const kind = kindOf(call)
        if (kind !== undefined) this.events.push({ kind, tests, place: this.place, line, call })
      }
      if (isCleared(statement) && statement.kind === 'assign')
        this.events.push({ kind: 'clear', tests, place: this.place, line, call: null })
      if (statement.kind === 'function' || statement.kind === 'class') continue
      if (statement.kind !== 'if') {
        for (const body of bodiesOf(statement)) this.walk(body, tests)
        continue
      }
      for (const { test, body } of statement.branches)
        this.walk(body, counts(test) ? [...tests, test] : tests)
      this.walk(statement.otherwise, tests)
      tests = [...tests, ...passedBy(statement)]
    }
  }

  /** After how many batches the optimiser steps. */
  private period(step: Event): number {
    if (step.tests.length === 0) return 1
    const after = this.batches(step)
    const first = after[0]
    if (first === undefined) {
      this.note(told('python.step_condition', 'After which batches the optimiser steps cannot be read here; it is taken to step after each.'), step.line) // prettier-ignore
      return 1
    }
    const period = (after[1] ?? 2 * first) - first
    if (first !== period)
      this.note(
        told('python.step_phase', 'The optimiser steps after batch {{first}} and then every {{count}}; here after every {{count}} from the first on.', { first, count: period }),
        step.line,
      ) // prettier-ignore
    if (step.tests.some((test) => hasRest(test)))
      this.note(told('python.step_rest', 'The batches that are left at the end of an epoch have a step of their own; here they go on into the next epoch.'), step.line) // prettier-ignore
    return period
  }

  /** Before which batches, or after which, counted from 1, something happens. */
  private batches({ tests, place }: Event): number[] {
    const { start, counter } = this.counter()
    const found: number[] = []
    for (let batch = 1; batch <= MOST && found.length < 2; batch++) {
      const names = new Map(this.names)
      // What a function is given is taken to count as `enumerate` does.
      for (const name of tests.flatMap(countedIn)) if (!names.has(name)) names.set(name, batch - 1)
      if (counter !== undefined) names.set(counter, batch - 1 + start)
      for (const [name, at] of this.counted) names.set(name, at < place ? batch : batch - 1)
      if (tests.every((test) => constant(withoutRest(test), names))) found.push(batch)
    }
    return found
  }

  /** `for i, batch in enumerate(loader, 1)`, `for step in range(…)`. */
  private counter(): { counter?: string; start: number } {
    if (this.head?.kind !== 'for') return { start: 0 }
    const { target, iterable } = this.head
    const first = target.kind === 'list' ? target.items[0] : target
    if (first?.kind !== 'name' || iterable.kind !== 'call') return { start: 0 }
    const name = nameOf(iterable.callee)
    const [one, two] = iterable.args
    const given = iterable.args.find((arg) => arg.name === 'start') ?? two
    if (name === 'range') {
      const value = two === undefined || one === undefined ? 0 : constant(one.value, this.names)
      return { counter: first.name, start: typeof value === 'number' ? value : 0 }
    }
    if (name !== 'enumerate' && name !== 'tqdm') return { start: 0 }
    const value = given === undefined || name === 'tqdm' ? 0 : constant(given.value, this.names)
    return { counter: first.name, start: typeof value === 'number' ? value : 0 }
  }

  /** Whether gradients are cleared as `zero_grad` says; what cannot be said is told. */
  private clears(clear: Event, accumulate: number): boolean {
    const { step } = this
    const back = this.events.find(({ kind }) => kind === 'backward')
    const alike = step !== undefined && sameTests(clear.tests, step.tests)
    if (alike || accumulate === 1) return true
    const [first, second] = clear.tests.length === 0 ? [1, 2] : this.batches(clear)
    // Before the batch that comes after a step, or after the batch with the step.
    const before = back === undefined || clear.place < back.place
    const fits = first === (before ? 1 : accumulate) && second === first + accumulate
    if (!fits)
      this.note(
        told('python.cleared_otherwise', 'Gradients are cleared at other batches than those where the optimiser steps; here they add up over {{count}} batches.', { count: accumulate }),
        clear.line,
      ) // prettier-ignore
    return true
  }

  /** Cleared outside of the loop, they add up within it; cleared nowhere, they never stop to. */
  private clearedElsewhere(): boolean {
    for (const statement of everyStatement(this.file)) {
      const found = isCleared(statement) || callsOf(statement).some((call) => kindOf(call) === 'clear')
      if (!found) continue
      this.note(told('python.cleared_elsewhere', 'Gradients are cleared outside of the loop over batches; here they are before each step.'), statement.line) // prettier-ignore
      return true
    }
    return false
  }

  /** `loss / 4` where four batches add up: a mean of them, which here is a weight of the loss. */
  private lookForDivision(accumulate: number): void {
    if (accumulate === 1) return
    const divides = (expression: Expression): boolean =>
      expression.kind === 'binary' &&
      ((expression.operator === '/' && constant(expression.right, this.names) === accumulate) ||
        divides(expression.left))
    const backward = this.events.find(({ kind }) => kind === 'backward')
    const callee = backward?.call?.callee
    const loss = callee?.kind === 'member' ? callee.object : undefined
    const name = loss?.kind === 'name' ? loss.name : undefined
    for (const statement of everyStatement(this.file)) {
      const divided =
        (loss !== undefined && callsOf(statement).some((call) => call === backward?.call) && divides(loss)) ||
        (statement.kind === 'update' && statement.operator === '/' && isName(statement.target, name) &&
          constant(statement.value, this.names) === accumulate) ||
        (statement.kind === 'assign' && statement.targets.some((target) => isName(target, name)) && divides(statement.value)) // prettier-ignore
      if (!divided) continue
      this.note(
        told('python.loss_divided', 'The loss is divided by {{count}}, the number of batches that add up; here it is not: give it loss_weight {{weight}}.', { count: accumulate, weight: String(1 / accumulate) }),
        statement.line,
      ) // prettier-ignore
      return
    }
  }

  private note(said: Told, line: number): void {
    this.notes.push({ severity: 'warning', ...said, line })
  }
}

function kindOf(call: Call): Event['kind'] | undefined {
  if (isBackward(call)) return 'backward'
  const { callee, args } = call
  if (callee.kind !== 'member') return undefined
  if (callee.name === 'zero_grad') return 'clear'
  if (callee.name !== 'step') return undefined
  // `scaler.step(optimizer)` is a step; a scheduler's is none of the optimiser.
  const owner = nameOf(callee.object)
  const scheduled = /sched/i.test(owner) || (args.length > 0 && !/scaler/i.test(owner))
  return scheduled ? undefined : 'step'
}

function isBackward({ callee }: Call): boolean {
  return callee.kind === 'member' && callee.name === 'backward'
}

/** `p.grad = None`. */
function isCleared(statement: Statement): boolean {
  if (statement.kind !== 'assign' || statement.value.kind !== 'constant' || statement.value.value !== null)
    return false
  return statement.targets.some((target) => target.kind === 'member' && target.name === 'grad')
}

function isName(expression: Expression, name: string | undefined): boolean {
  return expression.kind === 'name' && expression.name === name
}

/** Conditions that are about the number of the batch. */
function counts(test: Expression): boolean {
  if (test.kind === 'binary') return test.operator === '%' || counts(test.left) || counts(test.right)
  return test.kind === 'unary' && counts(test.operand)
}

/** The names that are counted in a condition: what stands before its `%`. */
function countedIn(test: Expression): string[] {
  if (test.kind === 'unary') return countedIn(test.operand)
  if (test.kind !== 'binary') return []
  return test.operator === '%' ? namesIn(test.left) : [...countedIn(test.left), ...countedIn(test.right)]
}

function namesIn(expression: Expression): string[] {
  if (expression.kind === 'name') return [expression.name]
  return expression.kind === 'binary' ? [...namesIn(expression.left), ...namesIn(expression.right)] : []
}

/** `… or i + 1 == len(loader)`. */
function hasRest(test: Expression): boolean {
  return test.kind === 'binary' && test.operator === 'or' && !(counts(test.left) && counts(test.right))
}

/** The condition without what is no counting in it. */
function withoutRest(test: Expression): Expression {
  if (test.kind !== 'binary' || !['or', 'and'].includes(test.operator)) return test
  const { left, right } = test
  if (counts(left) !== counts(right)) return withoutRest(counts(left) ? left : right)
  return { ...test, left: withoutRest(left), right: withoutRest(right) }
}

/** `if (i + 1) % 4 != 0: continue`: what comes after it happens where that does not hold. */
function passedBy({ branches, line }: Extract<Statement, { kind: 'if' }>): Expression[] {
  return branches.flatMap(({ test, body }) => {
    const last = body.at(-1)
    if (!counts(test) || last?.kind !== 'continue') return []
    return [{ kind: 'unary', operator: 'not', operand: test, line } as const]
  })
}

function sameTests(a: readonly Expression[], b: readonly Expression[]): boolean {
  return a.length === b.length && a.every((test, i) => test === b[i])
}
