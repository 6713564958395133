/**
 * Steps that are run as one TensorFlow graph where they are as they were before.
 *
 * The first time a step is computed call by call, and written down. The second time it is only followed: its JavaScript runs, but
 * what it asks of TensorFlow is held against what was written down, and when all of it was the same, one graph computes it. So
 * whatever differs from step to step (batch, learning rate, random numbers, numbers in hooks) is what the step's own code
 * says this time: there is nothing that could be kept from an earlier step by mistake. Where a step is otherwise than what was
 * written down, it is computed call by call, from the first difference on as from the beginning.
 */
import { backend } from '../backend'
import type { Binding } from '../backend/binding'
import type { Interposable } from '../backend/interposer'
import { CapturedGraph } from './captured-graph'
import { digestsByCalls, firstDifference, firstOther } from './first-difference'
import type { Digests } from './first-difference'
import { Race } from './race'
import { rehearsalOf } from './rehearsal'
import type { Rehearsal } from './rehearsal'
import { StepTracer } from './step-tracer'
import { withoutLook } from './trace'
import type { Trace } from './trace'
import { notAsUsual, Unexpected } from './unexpected'
import { tell } from '../../words/tell'

/** So many differences one after another, and steps of this kind are computed call by call for good. */
const MOST_DIFFERENCES = 6
/** A graph is held against the calls once more after so many runs. */
const PROVED_FOR = 1000

/** What became of a step. */
export type Way = 'call by call' | 'one graph'

/** Of steps that are alike: what was written down, and what came of it. */
interface Kind {
  trace: Trace | null
  graph: CapturedGraph | null
  /** For so many runs it is taken for proved that the graph gives what the calls give; 0: to be proved. */
  proved: number
  /** Whether the look at it was proved, too. */
  lookProved: boolean
  differences: number
  /** Whether it pays; null: it is not asked. */
  race: Race | null
  /** Why steps of this kind are computed call by call. */
  refused: string | null
}

/** A call among those of a step, by their names. */
export interface CalledAt {
  readonly place: number
  readonly names: readonly string[]
}

/** What else belongs to a step. */
interface Beside<T> {
  /** The step where it is not captured: nothing that it takes for granted can be taken back. Default: the step itself. */
  calls?: () => T
  /**
   * Where something was not as the step took it for granted, makes everything what it was before but the values of tensors that were
   * changed in place: which tensors there are, random numbers, counts. Default: there is nothing.
   */
  putBack?: () => void
  /**
   * Looks at what the step has computed, by calls that are done with it: its results are values like those of the step, and in steps without a look
   * nothing of it is computed. Default: nobody looks.
   */
  look?: (() => void) | undefined
  /** Says where in the step a call is, for the log; null: that is not known. Default: it never is. */
  ownerOf?: (called: CalledAt) => string | null
}

/** What a graph has made of the calls of a trace, and digests of what they make. */
interface Proof {
  trace: Trace
  made: ReadonlyMap<number, number>
  digests: Digests
}

export type OwnerOf = NonNullable<Beside<unknown>['ownerOf']>

let capturing = false

export class CapturedSteps {
  /** How the last step ran. */
  way: Way = 'call by call'
  /** Why steps like the last one are computed call by call; null: they are not, or only until one graph is made. */
  refused: string | null = null
  private readonly kinds = new Map<string, Kind>()
  private readonly told = new Set<string>()

  /**
   * @param log Told why steps are not run as one graph, each reason once.
   * @param options `race`: whether the calls run where they are quicker; otherwise always a graph. Default: true. `largeChanges`: numbers from which on what a step
   * changes is not to be held twice.
   */
  constructor(
    private readonly log: (message: string) => void,
    private readonly options: { race: boolean; largeChanges?: number } = { race: true },
  ) {}

  /** Whether this backend can run graphs. */
  static get possible(): boolean {
    return groundOf() !== null
  }

  /**
   * Runs a step. What it returns or keeps must be all that is used of it later: free the rest inside of it, since what is held at
   * the end has to be computed.
   *
   * Errors: what `step` throws. {@link Unexpected}, or what its calls threw when a graph was to compute them: then the step has left no trace.
   */
  run<T>(name: string, step: () => T, beside: Beside<T> = {}): T {
    const { look, putBack = () => undefined, ownerOf = () => null } = beside
    const calls = (): T => {
      const result = (beside.calls ?? step)()
      look?.()
      return result
    }
    const ground = groundOf()
    const kind = this.kindOf(name)
    this.way = 'call by call'
    this.refused = kind.refused
    if (!ground || capturing || kind.refused !== null) return calls()
    const start = performance.now()
    if (kind.race?.turn === 'calls') {
      const result = calls()
      this.time(kind, start)
      return result
    }
    const tracer = new StepTracer(ground, kind.trace)
    try {
      const result = interposed(ground, tracer, () => {
        const made = step()
        if (!look) return made
        tracer.beginLook()
        look()
        return made
      })
      if (tracer.complete()) this.compute(ground, kind, tracer, ownerOf)
      else this.keep(kind, tracer)
      this.timeGraph(kind, start)
      return result
    } catch (error) {
      if (!tracer.ended) {
        tracer.abandon(putBack)
        this.refuse(kind, error instanceof Unexpected ? notAsUsual() : graphFailed(error))
      }
      throw error
    }
  }

  /** Why steps of a kind are computed call by call for good; null: they are not. */
  refusalOf(kind: string): string | null {
    return this.kinds.get(kind)?.refused ?? null
  }

  /** Lets go of all graphs. */
  free(): void {
    for (const { graph } of this.kinds.values()) graph?.free()
    this.kinds.clear()
  }

  private timeGraph(kind: Kind, start: number): void {
    if (this.way === 'one graph') this.time(kind, start)
  }

  private time(kind: Kind, start: number): void {
    kind.race?.add(performance.now() - start)
    if (kind.race?.callsWin)
      this.refuse(kind, tell('engine.calls_are_quicker', 'its few operations are quicker so.'))
  }

  private kindOf(name: string): Kind {
    let kind = this.kinds.get(name)
    if (!kind) {
      const race = this.options.race ? new Race() : null
      kind = { trace: null, graph: null, proved: 0, lookProved: false, differences: 0, race, refused: null }
      this.kinds.set(name, kind)
    }
    return kind
  }

  /** The step was followed to its end: one graph computes it. */
  private compute(ground: Interposable, kind: Kind, tracer: StepTracer, ownerOf: OwnerOf): void {
    this.noteChanges(kind, tracer)
    const { native } = ground
    const trace = tracer.looks ? kind.trace! : withoutLook(kind.trace!)
    const wanted = [...new Set([...tracer.survivors, ...tracer.expectedPlaces])]
    const proves = kind.proved === 0 || (tracer.looks && !kind.lookProved)
    let graph: CapturedGraph | null = null
    let digests: Digests | null = null
    let rehearsal: Rehearsal | null = null
    let made: Map<number, number>
    try {
      graph = kind.graph ??= new CapturedGraph(native, kind.trace!, tracer.survivors)
      if (proves) {
        rehearsal = rehearsalOf(trace, graph.changes, wanted, this.options.largeChanges)
        const places = rehearsal ? [...wanted, ...rehearsal.places] : wanted
        digests = digestsByCalls(ground, trace, tracer.operands, places, rehearsal?.skipped)
      }
      if (rehearsal) {
        made = graph.rehearse(rehearsal.places, tracer.operands)
        this.mustHold(native, tracer, made)
        if (!this.prove(ground, kind, tracer, { trace, made, digests: digests!, ownerOf })) return
        for (const id of made.values()) native.deleteTensor(id)
      }
      made = graph.run(wanted, tracer.operands, { all: proves && !rehearsal })
    } catch (error) {
      if (error instanceof Unexpected) throw error
      // What it has changed already would be changed once more.
      if (graph?.spoiled && (kind.proved > 0 || rehearsal)) throw error
      return this.callByCall(kind, tracer, graphFailed(error))
    }
    this.mustHold(native, tracer, made)
    if (digests && rehearsal) this.proveChanged(ground, trace, graph, { made, digests })
    else if (digests && !this.prove(ground, kind, tracer, { trace, made, digests, ownerOf })) return
    tracer.settleBy((handle, place) => {
      const keeper = graph.keeperOf(place)
      if (keeper) return keeper.hold(handle)
      handle.id = made.get(place)!
      made.delete(place)
    })
    for (const id of made.values()) native.deleteTensor(id)
    if (proves) {
      kind.proved = PROVED_FOR
      kind.lookProved ||= tracer.looks
      return
    }
    kind.differences = 0
    kind.proved--
    this.way = 'one graph'
  }

  /** Errors: {@link Unexpected}, and what was made is gone. */
  private mustHold(native: Binding, tracer: StepTracer, made: ReadonlyMap<number, number>): void {
    if (tracer.holds((place) => native.tensorDataSync(made.get(place)!)[0]!)) return
    for (const id of made.values()) native.deleteTensor(id)
    throw new Unexpected()
  }

  /** Notes which numbers have changed since the trace was written: the graph is given those. */
  private noteChanges(kind: Kind, tracer: StepTracer): void {
    let more = false
    for (const [place, slot] of kind.trace!.slots.entries()) {
      const now = tracer.operands.slots[place]
      if (slot.kind !== 'scalar' || now?.kind !== 'scalar' || slot.varies) continue
      if (Object.is(slot.value, now.value)) continue
      slot.varies = true
      more = true
    }
    if (more) kind.graph?.noteVarying()
  }

  /** Compares what the graph has made with what the calls gave. → whether all is the same; otherwise the calls count, now and from then on. */
  private prove(
    ground: Interposable,
    kind: Kind,
    tracer: StepTracer,
    { trace, made, digests, ownerOf }: Proof & { ownerOf: OwnerOf },
  ): boolean {
    const { native } = ground
    let place: number | null | undefined
    try {
      place = firstOther(native, trace, made, digests)
    } finally {
      if (place !== null) for (const id of made.values()) native.deleteTensor(id)
    }
    if (place === null) return true
    const first = firstDifference(ground, trace, tracer.operands, place)
    tracer.computeNow()
    tracer.settle()
    const names = trace.calls.map(({ name }) => name)
    this.refuse(kind, otherNumbers({ place: first, names }, ownerOf))
    return false
  }

  /** After a rehearsal, when the values of before are gone. Errors: what the graph has changed is not what the calls change. */
  private proveChanged(
    { native }: Interposable,
    trace: Trace,
    graph: CapturedGraph,
    { made, digests }: { made: ReadonlyMap<number, number>; digests: Digests },
  ): void {
    const changed = graph.readAll()
    const other = firstOther(native, trace, new Map([...made, ...changed]), digests)
    for (const id of changed.values()) native.deleteTensor(id)
    if (other === null) return
    for (const id of made.values()) native.deleteTensor(id)
    throw new Error(
      tell(
        'engine.graph_changed_other',
        'The graph of a step has changed weights otherwise than its calls do.',
      ),
    )
  }

  private callByCall(kind: Kind, tracer: StepTracer, reason: string | null = null): void {
    tracer.computeNow()
    this.keep(kind, tracer, reason)
  }

  /** The step was computed call by call. */
  private keep(kind: Kind, tracer: StepTracer, reason: string | null = tracer.unfit): void {
    const { trace } = tracer
    tracer.settle()
    if (kind.refused !== null) return
    if (reason !== null) return this.refuse(kind, reason)
    if (tracer.difference !== null && ++kind.differences > MOST_DIFFERENCES)
      return this.refuse(
        kind,
        tell('engine.step_always_differs', 'each is other than the one before ({{difference}}).', {
          difference: tracer.difference,
        }),
      )
    kind.graph?.free()
    Object.assign(kind, { trace, graph: null, proved: 0, lookProved: false })
  }

  private refuse(kind: Kind, reason: string): void {
    kind.graph?.free()
    Object.assign(kind, { trace: null, graph: null, refused: reason })
    this.refused = reason
    if (this.told.has(reason)) return
    this.told.add(reason)
    this.log(
      tell(
        'engine.steps_are_calls',
        'Steps run one operation after the other, and not as one graph: {{reason}}',
        {
          reason,
        },
      ),
    )
  }
}

function graphFailed(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  return tell('engine.graph_failed', 'the graph failed ({{reason}}).', { reason: reason.trim() })
}

function otherNumbers(called: CalledAt, ownerOf: OwnerOf): string {
  const where = ownerOf(called)
  return where === null
    ? tell('engine.graph_gives_other_numbers', 'the graph gives other numbers.')
    : tell('engine.graph_gives_other_numbers_at', 'the graph gives other numbers, first {{where}}.', {
        where,
      })
}

function interposed<T>(ground: Interposable, tracer: StepTracer, step: () => T): T {
  capturing = true
  ground.interpose(tracer)
  try {
    return step()
  } catch (error) {
    if (error instanceof Unexpected) throw error
    ground.interpose(null)
    // What it did until it failed stays done, as it would have been.
    tracer.computeNow()
    tracer.settle()
    throw error
  } finally {
    ground.interpose(null)
    capturing = false
  }
}

/** The backend, where it can run graphs: TensorFlow from 2 on. */
function groundOf(): Interposable | null {
  const { interposable } = backend
  if (!interposable || backend.name !== 'tensorflow' || Number.parseInt(backend.version, 10) < 2) return null
  return typeof interposable.native.runSavedModel === 'function' ? interposable : null
}
