/** One run of a step, with every call to TensorFlow written down, or held against a trace of an earlier run and put off. */
import type { Attribute, OutputInfo } from '../backend/binding'
import { FIRST_TOKEN, NEVER } from '../backend/interposer'
import type { Constant, Interposable, Interposer, NativeHandle } from '../backend/interposer'
import type { Handle, KernelData } from '../backend/types'
import { isUsual } from '../backend/usual'
import type { Usual } from '../backend/usual'
import { CallRunner } from './call-runner'
import { OperandBook } from './operand-book'
import { isSlot, placeOf, sameAttributes, sameNumbers, valueToken } from './trace'
import type { Change, Expectation, Form, Trace, TraceCall } from './trace'
import { notAsUsual, Unexpected } from './unexpected'
import { tell } from '../../words/tell'

/** A value that is read in the middle of a step may be computed apart by so many calls; more, and the step is not captured. */
const MOST_CALLS_FOR_A_READ = 8

/** Calls that write a variable down, change or read it. */
const HANDLE = 'VarHandleOp'
const ASSIGN = 'AssignVariableOp'
const READ = 'ReadVariableOp'
const UPDATE = 'ResourceApply'

/**
 * Stands between the backend and TensorFlow while one step runs.
 *
 * It begins by following `expected`: as long as each call and each operand is as it was then, nothing is computed, and what a call
 * gives are names for values of the shapes that are known. At the first difference it computes all that was put off, and goes on
 * call by call, writing down what it sees. Numbers may differ: they are given to each run. Until its end, what it has changed can
 * be made what it was.
 */
export class StepTracer implements Interposer {
  /** Why it no longer follows the trace that was expected; null: it still does, or there was none. */
  difference: string | null = null
  /** Why what was written down is no trace to follow: the step depends on what it computes. */
  unfit: string | null = null
  /** Every handle has what it holds now, or had before. */
  ended = false
  readonly operands: OperandBook
  private calls: TraceCall[] = []
  private expectations: Expectation[] = []
  private following: boolean
  /** Calls, and things taken for granted, that were as in the trace. */
  private done = 0
  private granted = 0
  /** Of each value what is known, whether it is alive, and the handle that holds it. */
  private readonly values: OutputInfo[] = []
  private readonly alive: boolean[] = []
  private readonly handles: (NativeHandle | undefined)[] = []
  private readonly runner: CallRunner
  /** What TensorFlow's variables hold. */
  private readonly held = new Map<number, number>()
  /** Variables that were written and not yet read, while following. */
  private readonly written = new Map<number, number>()
  /** Something was not as it was taken to be: whatever is tidied up on the way out asks for nothing more. */
  private unexpected = false
  /** It has begun to change weights call by call. */
  private changes = false
  /** Where the step ends and the look at it begins; null: it has not ended yet. */
  private own: Trace['own'] | null = null

  constructor(
    private readonly ground: Interposable,
    private readonly expected: Trace | null,
  ) {
    this.following = expected !== null
    this.operands = new OperandBook(ground, expected, (difference) => this.leave(difference))
    this.runner = new CallRunner(ground.native, (slot) => this.operands.realId(slot))
    if (!expected) return
    this.values = expected.calls.flatMap(({ outputs }) => outputs)
    this.alive = this.values.map(() => true)
  }

  operand(x: NativeHandle): number {
    return x.id <= FIRST_TOKEN ? x.id : this.operands.token(x)
  }

  constant(constant: Constant): number {
    return this.operands.constantToken(constant)
  }

  named(x: NativeHandle): void {
    if (x.id <= FIRST_TOKEN && !isSlot(x.id)) this.handles[placeOf(x.id)] = x
  }

  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputInfo[] {
    if (this.unexpected) throw new Unexpected()
    if (name === HANDLE) return this.ground.native.executeOp(name, attributes, inputs, outputs)
    if (name === ASSIGN) return this.assign(inputs[0]!, inputs[1]!)
    if (name === READ) return this.readVariable(attributes, inputs[0]!)
    if (name.startsWith(UPDATE)) return this.update(name, attributes, inputs)
    if (this.following) {
      const call = this.expected!.calls[this.done]
      if (
        call?.name === name &&
        sameNumbers(call.inputs, inputs) &&
        call.outputs.length === outputs &&
        sameAttributes(call.attributes, attributes)
      ) {
        this.done++
        return call.outputs
      }
      this.leave(`${name} in place of ${call?.name ?? 'the end'}`)
    }
    if (inputs.some((id) => id >= 0))
      this.unfit ??= tell('engine.step_takes_unknown', '{{name}} takes a tensor of unknown origin.', { name })
    return this.compute({ name, attributes, inputs: [...inputs], outputs: [], variables: [] }, outputs)
  }

  deleteTensor(id: number): void {
    if (id >= 0) return this.operands.freeOutside(id, this.canGoBack)
    if (isSlot(id)) {
      const real = this.operands.handOver(id)
      return real === null ? undefined : this.operands.freeOutside(real, this.canGoBack)
    }
    const place = placeOf(id)
    this.alive[place] = false
    this.handles[place] = undefined
    if (!this.following) this.runner.free(place)
  }

  tensorDataSync(id: number): KernelData {
    const { native } = this.ground
    if (id >= 0) return native.tensorDataSync(id)
    const calls = this.following ? this.expected!.calls : this.calls
    const needed = this.runner.callsFor(id, calls)
    // What changes a variable is computed once.
    const changes = needed.some(({ variables }) => variables.length > 0)
    if (changes || needed.length > MOST_CALLS_FOR_A_READ) {
      this.leave('a value was read')
      this.unfit ??= tell('engine.step_reads_value', 'a value that the step computes is read in its middle.')
    }
    if (!this.following) return native.tensorDataSync(this.runner.id(id))
    return this.runner.aside(needed, id)
  }

  expect(x: Handle, usual: Usual): boolean {
    const token = (x as NativeHandle).id
    if (token > FIRST_TOKEN) return this.isUsual(this.ground.realId(x as NativeHandle), usual)
    if (this.following) {
      if (this.expected!.expectations[this.granted]?.token === token) {
        this.granted++
        return true
      }
      this.leave('another number is looked at')
    }
    if (!this.isUsual(this.runner.id(token), usual)) {
      this.unfit ??= notAsUsual()
      return false
    }
    this.expectations.push({ token, usual })
    return true
  }

  private isUsual(id: number, usual: Usual): boolean {
    return isUsual(this.ground.native.tensorDataSync(id)[0]!, usual)
  }

  /** The step is done; what comes now looks at what it has computed, and is not part of other steps. */
  beginLook(): void {
    if (this.following && !this.isAt(this.expected!.own)) this.leave('it ends earlier')
    this.own = { calls: this.following ? this.done : this.calls.length, slots: this.operands.count }
  }

  /** Whether it was looked at. */
  get looks(): boolean {
    return this.own !== null
  }

  /** Ends the run. True: it was the trace from beginning to end, and nothing of it has been computed. */
  complete(): boolean {
    if (!this.following) return false
    const { calls, slots, own, expectations, changes } = this.expected!
    const end = this.looks ? { calls: calls.length, slots: slots.length } : own
    const whole = this.isAt(end) && this.granted === expectations.length
    if (whole && sameChanges(this.operands.changes, changes)) return true
    this.leave('it ends earlier')
    return false
  }

  private isAt({ calls, slots }: Trace['own']): boolean {
    return this.done === calls && this.operands.count === slots
  }

  /** What was written down; only where it was not complete. */
  get trace(): Trace {
    const { slots, changes } = this.operands
    const { calls, expectations } = this
    return {
      calls,
      slots,
      own: this.own ?? { calls: calls.length, slots: slots.length },
      expectations,
      changes,
    }
  }

  /** The values that are held when the run ends, by their places. */
  get survivors(): number[] {
    const places: number[] = []
    for (let place = 0; place < this.alive.length; place++)
      if (this.alive[place] && this.handles[place]) places.push(place)
    return places
  }

  /** The values that were taken to be as they nearly always are, while nothing is computed yet. */
  get expectedPlaces(): number[] {
    return this.expected!.expectations.map(({ token }) => placeOf(token))
  }

  /** Whether they are, by what their values are said to be. */
  holds(value: (place: number) => number): boolean {
    return this.expected!.expectations.every(({ token, usual }) => isUsual(value(placeOf(token)), usual))
  }

  /** The tensor of a value, where it was computed call by call. */
  idOf(place: number): number {
    return this.runner.id(valueToken(place))
  }

  /** Gives every handle the tensor that was computed for it call by call. */
  settle(): void {
    this.settleBy((handle, place) => {
      handle.id = this.runner.take(place)
    })
  }

  /** Gives every handle what it holds now. */
  settleBy(give: (handle: NativeHandle, place: number) => void): void {
    for (const place of this.survivors) give(this.handles[place]!, place)
    this.runner.freeAll()
    this.operands.release()
    this.ended = true
  }

  /**
   * Makes every operand what it was before the step. `putBack` does the same with all else that it has changed, and may refer to
   * operands that the step has freed. What only the step has made is never computed.
   */
  abandon(putBack: () => void): void {
    this.following = false
    for (const handle of this.handles) if (handle && handle.id <= FIRST_TOKEN) handle.id = NEVER
    const { revived, held } = this.operands.restore()
    putBack()
    for (const handle of revived) if (handle.refs === 0) this.ground.free(handle)
    this.runner.freeAll()
    this.operands.release(held)
    this.ended = true
  }

  /**
   * Computes what was put off, call by call, and goes on so.
   *
   * Errors: {@link Unexpected}.
   */
  computeNow(): void {
    this.leave('it is computed call by call')
  }

  private leave(difference: string): void {
    if (!this.following) return
    this.following = false
    this.difference = difference
    const { calls, expectations } = this.expected!
    this.calls = calls.slice(0, this.done)
    this.expectations = expectations.slice(0, this.granted)
    const kept = new Set(
      [...this.written.values(), ...this.expectations.map(({ token }) => token)].map(placeOf),
    )
    this.values.length = this.calls.reduce((count, { outputs }) => count + outputs.length, 0)
    this.alive.length = this.values.length
    const granted = new Map(this.expectations.map(({ token, usual }) => [placeOf(token), usual]))
    const look = (place: number): void => {
      const usual = granted.get(place)
      // Before anything is computed that an update makes of it.
      if (usual === undefined || this.isUsual(this.runner.id(valueToken(place)), usual)) return
      this.unexpected = true
      throw new Unexpected()
    }
    this.runner.runAll(this.calls, { kept: (place) => this.alive[place]! || kept.has(place), look })
    for (const [variable, token] of this.written) {
      this.runner.assign(variable, token)
      if (!isSlot(token) && !this.alive[placeOf(token)]) this.runner.free(placeOf(token))
    }
    if (this.written.size > 0) this.changeNow()
  }

  /** What was freed until now is not needed any more, so that a kernel finds memory that nobody else holds. */
  private changeNow(): void {
    if (this.changes) return
    this.changes = true
    this.operands.dropFreed()
  }

  private compute(call: TraceCall, count: number): OutputInfo[] {
    for (const { shape, dtype } of this.runner.run(call, count)) this.addOutput(call, shape, dtype)
    this.calls.push(call)
    return call.outputs
  }

  private addOutput({ outputs }: TraceCall, shape: number[], dtype: number): void {
    const output = { id: valueToken(this.values.length), shape, dtype }
    outputs.push(output)
    this.values.push(output)
    this.alive.push(true)
  }

  /** Whether the step may still be taken back: what it takes for granted has been looked at when it changes weights call by call. */
  private get canGoBack(): boolean {
    return this.following || this.unexpected || !this.changes
  }

  private assign(variable: number, token: number): OutputInfo[] {
    this.held.set(variable, token)
    if (!this.following) this.changeNow()
    if (this.following) this.written.set(variable, token)
    else this.runner.assign(variable, token)
    return []
  }

  private update(name: string, attributes: readonly Attribute[], inputs: readonly number[]): OutputInfo[] {
    const variables = inputs.filter((id) => this.held.has(id))
    const taken = inputs.map((id) => this.held.get(id) ?? id)
    let call: TraceCall | undefined
    if (this.following) {
      const next = this.expected!.calls[this.done]
      if (
        next?.name === name &&
        sameNumbers(next.inputs, taken) &&
        sameAttributes(next.attributes, attributes)
      ) {
        this.done++
        call = next
      } else this.leave(`${name} in place of ${next?.name ?? 'the end'}`)
    }
    if (!call) {
      call = { name, attributes, inputs: taken, outputs: [], variables }
      this.runner.update(call)
      for (const token of taken.slice(0, variables.length)) {
        const { shape, dtype } = this.form(token)
        this.addOutput(call, [...shape], dtype)
      }
      this.calls.push(call)
    }
    for (const [i, variable] of variables.entries()) this.held.set(variable, call.outputs[i]!.id)
    return []
  }

  private readVariable(attributes: readonly Attribute[], variable: number): OutputInfo[] {
    const token = this.held.get(variable)!
    this.written.delete(variable)
    const [output] = this.following ? [] : this.ground.native.executeOp(READ, attributes, [variable], 1)
    // A kernel that failed has changed nothing: what was written is handed back.
    if (isSlot(token)) return [output!]
    if (output) this.runner.hold(placeOf(token), output.id)
    this.alive[placeOf(token)] = true
    return [this.values[placeOf(token)]!]
  }

  private form(token: number): Form {
    return isSlot(token) ? this.operands.form(token) : this.values[placeOf(token)]!
  }
}

function sameChanges(a: readonly Change[], b: readonly Change[]): boolean {
  return (
    a.length === b.length && a.every(({ slot, value }, i) => slot === b[i]!.slot && value === b[i]!.value)
  )
}
