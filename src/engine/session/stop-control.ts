/** Where a training step stops: at breakpoints, and where a command wants it to. */
import { holds, parseCondition } from '../../graph/breakpoints/condition'
import type { Condition, ValueStatistics } from '../../graph/breakpoints/condition'
import type { Expression } from '../../graph/expressions/expression'
import { roleOf } from '../../graph/plan/questions'
import type { ModulePlan } from '../../graph/plan/plan'
import type { Phase, Place, ValueVisit, Visit } from '../executor/visit'
import type { Breakpoint, BreakPlace, StopInfo } from '../protocol'

/** What a command wants of the steps that follow. */
export type Goal =
  /** No stop but at breakpoints. */
  | { kind: 'free' }
  | { kind: 'phase' }
  /** The next node that lies in at most so many instances. */
  | { kind: 'node'; depth: number }
  | { kind: 'place'; path: readonly string[]; place: BreakPlace; pass?: ValueVisit['pass'] | undefined }

interface Watched {
  id: string
  condition: Condition
}

export class StopControl {
  goal: Goal = { kind: 'free' }
  private breakpoints: readonly Breakpoint[] = []
  private plan: ModulePlan | null = null
  /** The breakpoints on each value of the net, by pass and place. */
  private watched = new Map<string, Watched[]>()
  private phase: Phase = 'zero_grad'

  /** Whether the next step has to be one that can be stopped. */
  get active(): boolean {
    return this.goal.kind !== 'free' || this.watched.size > 0
  }

  replace(breakpoints: readonly Breakpoint[]): void {
    this.breakpoints = breakpoints
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
    if (visit.kind === 'phase') {
      this.phase = visit.phase
      const wanted = this.goal.kind === 'phase' || this.goal.kind === 'node'
      return wanted ? { step, phase: this.phase, at: { kind: 'phase' }, breakpoint: null } : null
    }
    if (visit.kind === 'call') {
      if (!this.wantsCall(visit)) return null
      return { step, phase: this.phase, at: { ...visit }, breakpoint: null }
    }
    return this.atValue(visit, step)
  }

  private atValue(visit: ValueVisit, step: number): StopInfo | null {
    let known: ValueStatistics | null = null
    const statistics = (): ValueStatistics => (known ??= visit.value.statistics())
    const there = this.watched.get(valueKey(visit.pass, visit.place)) ?? []
    const anyElement = (expression: Expression): boolean => visit.value.holdsAnywhere(expression, step)
    const hit = there.find(({ condition }) => holds(condition, step, { statistics, anyElement }))
    if (!hit && !this.wantsValue(visit)) return null
    return { step, phase: this.phase, at: valueStop(visit), breakpoint: hit?.id ?? null }
  }

  private wantsCall({ when, pass, path, node }: Extract<Visit, { kind: 'call' }>): boolean {
    const { goal } = this
    if (when === 'after') return false
    if (goal.kind === 'node') return path.length <= goal.depth
    if (goal.kind !== 'place' || goal.place.kind !== 'node') return false
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
    for (const { id, module, path: only, place, pass, condition } of this.breakpoints) {
      if (module !== plan.module || (only && !samePath(only, path))) continue
      const { condition: parsed } = parseCondition(condition)
      if (!parsed) continue
      for (const value of valuesAt(plan, place)) {
        const key = valueKey(pass, { ...value, path: [...path] })
        this.watched.set(key, [...(this.watched.get(key) ?? []), { id, condition: parsed }])
      }
    }
    for (const call of plan.calls)
      if (call.kind === 'instance') this.indexPlan(call.plan, [...path, call.node])
  }
}

/** The goal of an `advance` from where a step stands still, if one does. */
export function goalOf(unit: 'phase' | 'node', how: 'into' | 'over' | 'out', stop: StopInfo | null): Goal {
  if (unit === 'phase') return { kind: 'phase' }
  if (how === 'into') return { kind: 'node', depth: Infinity }
  const at = stop?.at ?? { kind: 'phase' }
  const depth = at.kind === 'phase' ? 0 : at.kind === 'call' ? at.path.length : at.place.path.length
  // Around the net itself there is nothing but the phase.
  return { kind: 'node', depth: how === 'over' ? depth : depth - 1 }
}

/** What a stop at a value says of it. */
export function valueStop({ pass, place, value }: ValueVisit): StopInfo['at'] {
  return { kind: 'value', pass, place, shape: [...value.shape], statistics: value.statistics() }
}

type WithoutPath<T> = T extends unknown ? Omit<T, 'path'> : never

/** A node is all its outputs; an `Output` is what it takes. */
function valuesAt(plan: ModulePlan, place: BreakPlace): WithoutPath<Place>[] {
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
