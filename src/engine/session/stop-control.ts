/** Where a training step stops: at breakpoints, and where a command wants it to. */
import { callKey } from '../../graph/breakpoints/call-key'
import { holds, parseCondition } from '../../graph/breakpoints/condition'
import type { Condition, Measure } from '../../graph/breakpoints/condition'
import type { Expression } from '../../graph/expressions/expression'
import { ownerOf, roleOf } from '../../graph/plan/questions'
import type { ModulePlan } from '../../graph/plan/plan'
import type { Phase, Place, ValueVisit, Visit } from '../executor/visit'
import type { Breakpoint, BreakPlace, EngineCommand, StopInfo } from '../protocol'

/** What a command wants of the steps that follow. */
export type Goal =
  /** No stop but at breakpoints. */
  | { kind: 'free' }
  | { kind: 'phase' }
  /** Where the backward pass begins, or the step of the optimiser. */
  | { kind: 'pass' }
  /** The next node that lies in at most so many instances. */
  | { kind: 'node'; depth: number; when: 'before' | 'after' | 'both' }
  /** `within`: after so many whole steps that did not come there, nothing ever will. */
  | {
      kind: 'place'
      path: readonly string[]
      place: BreakPlace
      pass?: ValueVisit['pass'] | undefined
      within: number
    }

interface Watched {
  id: string
  condition: Condition
  /** As it was written. */
  text: string
}

export class StopControl {
  private goal: Goal = { kind: 'free' }
  /** Steps that have begun since that is the goal. */
  private begun = 0
  private breakpoints: readonly Breakpoint[] = []
  private plan: ModulePlan | null = null
  /** The breakpoints on each value of the net, by pass and place. */
  private watched = new Map<string, Watched[]>()
  private phase: Phase = 'zero_grad'
  private done: StopInfo['done'] = { forward: [], backward: [] }
  private readonly counted = new Map<string, number>()

  /** Whether the next step has to be one that can be stopped. */
  get active(): boolean {
    return this.goal.kind !== 'free' || this.watched.size > 0
  }

  /** Whether a place is looked for that nothing has come to yet. */
  get seeks(): boolean {
    return this.goal.kind === 'place'
  }

  /** What is wanted from where training is: `stop`, if a step stands still. */
  aim(goal: Goal, stop: StopInfo | null): void {
    this.goal = goal
    this.begun = stop?.phase === 'zero_grad' ? 1 : 0
  }

  /** How often each breakpoint has stopped this run. */
  get hits(): Record<string, number> {
    return Object.fromEntries(this.counted)
  }

  /** A run begins: nothing has been hit. */
  begin(): void {
    this.counted.clear()
  }

  replace(breakpoints: readonly Breakpoint[]): void {
    this.breakpoints = breakpoints
    const ids = new Set(breakpoints.map(({ id }) => id))
    for (const id of this.counted.keys()) if (!ids.has(id)) this.counted.delete(id)
    this.index()
  }

  /** The net that is trained from here on. */
  follow(plan: ModulePlan): void {
    if (this.plan === plan) return
    this.plan = plan
    this.index()
  }

  /** Why a step, counted from 1, stops at a visit; null: it does not. */
  at(visit: Visit, step: number): StopInfo | null {
    if (visit.kind === 'value') return this.atValue(visit, step)
    if (visit.kind === 'phase') {
      this.phase = visit.phase
      if (visit.phase === 'zero_grad') this.done = { forward: [], backward: [] }
      if (visit.phase === 'zero_grad' && this.misses()) return this.stop(step, { kind: 'phase' })
      return this.wantsPhase(visit.phase) ? this.stop(step, { kind: 'phase' }) : null
    }
    const { pass, when, path, node } = visit
    if (when === 'after') this.done[pass].push(callKey(path, node))
    return this.wantsCall(visit) ? this.stop(step, { ...visit }) : null
  }

  /** Whether a step begins although as many as were wanted did not come to the place. */
  private misses(): boolean {
    return this.goal.kind === 'place' && this.begun++ >= this.goal.within
  }

  private stop(step: number, at: StopInfo['at'], hit?: Watched): StopInfo {
    const { phase, hits } = this
    const reason = hit ? 'breakpoint' : this.reason
    const done = { forward: [...this.done.forward], backward: [...this.done.backward] }
    const { id = null, text = null } = hit ?? {}
    return { step, phase, at, reason, breakpoint: id, condition: text, hits, done }
  }

  /** Of a stop that no breakpoint makes. */
  private get reason(): StopInfo['reason'] {
    if (this.goal.kind !== 'place') return 'advance'
    return this.begun > this.goal.within ? 'missed' : 'place'
  }

  private wantsPhase(phase: Phase): boolean {
    const { kind } = this.goal
    if (kind === 'pass') return phase === 'backward' || phase === 'step'
    return kind === 'phase' || kind === 'node'
  }

  private atValue(visit: ValueVisit, step: number): StopInfo | null {
    const there = this.watched.get(valueKey(visit.pass, visit.place)) ?? []
    const asked = {
      any: (what: 'nan' | 'inf') => visit.value.any(what),
      measure: (what: Measure, limit: number) => visit.value.measure(what, limit),
      anyElement: (expression: Expression) => visit.value.holdsAnywhere(expression, step),
    }
    const hit = there.filter(({ condition }) => holds(condition, step, asked))
    if (hit.length === 0 && !this.wantsValue(visit)) return null
    for (const { id } of hit) this.counted.set(id, (this.counted.get(id) ?? 0) + 1)
    return this.stop(step, valueStop(visit), hit[0])
  }

  private wantsCall({ when, pass, path, node }: Extract<Visit, { kind: 'call' }>): boolean {
    const { goal } = this
    if (goal.kind === 'node') return path.length <= goal.depth && (goal.when === 'both' || goal.when === when)
    if (when === 'after' || goal.kind !== 'place' || goal.place.kind !== 'node') return false
    return goal.place.node === node && samePath(goal.path, path) && (goal.pass ?? pass) === pass
  }

  private wantsValue({ pass, place }: ValueVisit): boolean {
    const { goal } = this
    if (goal.kind !== 'place' || goal.place.kind === 'node') return false
    const wanted = valueKey(pass, { ...goal.place, path: [...goal.path] })
    return (goal.pass ?? pass) === pass && wanted === valueKey(pass, place)
  }

  private index(): void {
    this.watched = new Map()
    if (this.plan) this.indexPlan(this.plan, [])
  }

  private indexPlan(plan: ModulePlan, path: readonly string[]): void {
    for (const { id, module, path: only, place, pass, condition: text, enabled } of this.breakpoints) {
      if (enabled === false || module !== plan.module || (only && !samePath(only, path))) continue
      const { condition: parsed } = parseCondition(text)
      if (!parsed) continue
      for (const value of valuesAt(plan, place)) {
        const key = valueKey(pass, { ...value, path: [...path] })
        this.watched.set(key, [...(this.watched.get(key) ?? []), { id, condition: parsed, text }])
      }
    }
    for (const call of plan.calls)
      if (call.kind === 'instance') this.indexPlan(call.plan, [...path, call.node])
  }
}

/** The goal of an `advance` from where a step stands still, if one does. */
export function goalOf(
  { unit, how = 'over', when = 'before' }: Omit<Extract<EngineCommand, { kind: 'advance' }>, 'kind'>,
  stop: StopInfo | null,
): Goal {
  if (unit !== 'node') return { kind: unit }
  if (how === 'into') return { kind: 'node', depth: Infinity, when }
  const at = stop?.at ?? { kind: 'phase' }
  const depth = at.kind === 'phase' ? 0 : at.kind === 'call' ? at.path.length : at.place.path.length
  // Around the net itself there is nothing but the phase.
  return { kind: 'node', depth: how === 'over' ? depth : depth - 1, when }
}

/** What a stop at a value says of it. */
export function valueStop({ pass, place, value }: ValueVisit): StopInfo['at'] {
  return { kind: 'value', pass, place, shape: [...value.shape], statistics: value.statistics() }
}

type WithoutPath<T> = T extends unknown ? Omit<T, 'path'> : never

/** A node is all its outputs; an `Output` is what it takes. Parameters belong to the node that others share with. */
function valuesAt(plan: ModulePlan, place: BreakPlace): WithoutPath<Place>[] {
  if (place.kind === 'parameter') {
    const call = plan.calls.find(({ node }) => node === place.node)
    return call ? [{ ...place, node: ownerOf(call, plan).node }] : [place]
  }
  if (place.kind !== 'node') return [place]
  const call = plan.calls.find(({ node }) => node === place.node)
  if (!call) return []
  if (roleOf(call) === 'output') return Object.values(call.inputs).map(({ edge }) => ({ kind: 'edge', edge }))
  return call.outputs.map((handle) => ({ kind: 'port', node: call.node, handle }))
}

function valueKey(pass: ValueVisit['pass'], place: Place): string {
  const { kind, path } = place
  if (kind === 'edge') return JSON.stringify([pass, kind, path, place.edge])
  return JSON.stringify([pass, kind, path, place.node, kind === 'port' ? place.handle : place.name])
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i])
}
