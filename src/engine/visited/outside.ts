/** A step that stands still inside is put aside with all that is around it, so that whoever looks at it is outside. */
import type { Measure } from '../../graph/breakpoints/condition'
import type { TensorStatistics } from '../../graph/types/tensor-statistics'
import type { Expression } from '../../graph/expressions/expression'
import type { Flow } from '../build/flow'
import type * as build from '../build/visit'
import { putAside, takeUp } from '../core/context'
import type { Context } from '../core/context'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import type { Shape } from '../core/shape'
import type { Tensor } from '../core/tensor'
import type { StepValue, Visit } from '../executor/visit'
import { holdsAnywhere } from '../hooks/expression-value'
import { hasAny, measured } from '../probe/value-questions'
import { valueStatistics } from '../probe/value-statistics'
import { changedValue } from './change-value'

/** The same walk, but whoever is at a visit is outside of it; `flow` takes down what is changed there. */
export function* toldOutside<T>(
  walk: build.Walk<T>,
  flow: Flow | null,
  aside: Aside,
): Generator<Visit, T, void> {
  try {
    for (;;) {
      const next = aside.goOn(walk)
      if (next.done) return next.value
      const visit = next.value
      yield visit.kind === 'value' ? { ...visit, value: new SeenValue(visit, aside, flow) } : visit
    }
  } finally {
    aside.giveUp(walk)
  }
}

/** The context of a walk while nobody is inside. */
export class Aside {
  /** Null while the walk goes on, and when it has ended. */
  private context: Context | null = null

  goOn<T>(walk: build.Walk<T>): IteratorResult<build.Visit, T> {
    this.enter()
    const next = walk.next()
    if (!next.done) this.context = putAside()
    return next
  }

  /** Does something in the walk's context at a visit. */
  inside<T>(body: () => T): T {
    this.enter()
    try {
      return body()
    } finally {
      this.context = putAside()
    }
  }

  /** Ends a walk that has not ended. */
  giveUp<T>(walk: build.Walk<T | null>): void {
    if (this.context) this.inside(() => void walk.return(null))
  }

  private enter(): void {
    if (this.context) takeUp(this.context)
    this.context = null
  }
}

/** A value that a walk has come to. */
class SeenValue implements StepValue {
  private readonly visit: build.ValueVisit
  private readonly aside: Aside
  private readonly flow: Flow | null
  /** The value that flowed here, where a person has put another in its place. */
  private original: Tensor | null = null

  constructor(visit: build.ValueVisit, aside: Aside, flow: Flow | null) {
    this.visit = visit
    this.aside = aside
    this.flow = flow
  }

  get shape(): Shape {
    return this.visit.value.shape
  }

  statistics(): TensorStatistics {
    return valueStatistics(this.visit.value.data())
  }

  any(what: 'nan' | 'inf'): boolean {
    return hasAny(this.visit.value.handle, what)
  }

  measure(what: Measure, limit: number): number {
    return measured(this.visit.value.handle, what, limit)
  }

  holdsAnywhere(expression: Expression, step: number): boolean {
    const x = this.visit.value
    return noGrad(() => scope(() => holdsAnywhere(expression, { x, step })))
  }

  change(values: Float32Array): void {
    const { visit } = this
    this.aside.inside(() => {
      this.original ??= visit.value
      visit.value = changedValue(visit, this.original, values)
    })
    const { pass, place, value } = visit
    if (pass !== 'after_step' && place.kind !== 'parameter') this.flow?.change(place, pass, value)
  }
}
