/** The numbers of parameters that a person put on a plot, gathered as the run goes. */
import { createStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { ParameterNumbers } from '../../engine/protocol'
import type { ParameterWatch } from './parameter-watch'

/** One number of one parameter, such as the norm of `fc.weight`. */
export interface FollowedNumber {
  /** Its `state_dict` key. */
  key: string
  number: keyof ParameterNumbers
}

export interface FollowedPoint {
  step: number
  /** null: there was none, such as a gradient before the first step. */
  value: number | null
}

/** So many points are kept of each; then every second goes, and those to come are as far apart. */
const MOST_POINTS = 2000
/** More lines than these cannot be told apart. */
export const MOST_FOLLOWED = 8
const OWNER = 'followed'

export class FollowedParameters {
  /** - `points`: grows with every point */
  readonly store: StoreApi<{ numbers: readonly FollowedNumber[]; points: number }> = createStore(() => ({
    numbers: [],
    points: 0,
  }))
  private readonly parameters: ParameterWatch
  private readonly histories = new Map<string, { points: FollowedPoint[]; stride: number }>()
  private stops: (() => void)[] = []

  constructor(parameters: ParameterWatch) {
    this.parameters = parameters
  }

  follows(number: FollowedNumber): boolean {
    return this.store.getState().numbers.some((each) => nameOf(each) === nameOf(number))
  }

  /** Puts a number on the plot, or takes it off. → whether there was room */
  toggle(number: FollowedNumber): boolean {
    const { numbers } = this.store.getState()
    const others = numbers.filter((each) => nameOf(each) !== nameOf(number))
    if (others.length === numbers.length && numbers.length >= MOST_FOLLOWED) return false
    const now = others.length === numbers.length ? [...numbers, number] : others
    if (now.length < numbers.length) this.histories.delete(nameOf(number))
    this.store.setState({ numbers: now })
    this.watch()
    this.gather()
    return true
  }

  /** What was seen of it, in the order of steps. */
  points(number: FollowedNumber): readonly FollowedPoint[] {
    return this.histories.get(nameOf(number))?.points ?? []
  }

  private watch(): void {
    for (const stop of this.stops) stop()
    const { numbers } = this.store.getState()
    this.stops =
      numbers.length === 0
        ? []
        : [
            this.parameters.look(OWNER, [...new Set(numbers.map(({ key }) => key))]),
            this.parameters.store.subscribe(() => this.gather()),
          ]
  }

  private gather(): void {
    const { step, numbers: measured } = this.parameters.store.getState()
    if (step === null) return
    let added = 0
    for (const number of this.store.getState().numbers) {
      const value = measured[number.key]?.[number.number]
      if (value !== undefined) added += Number(this.add(nameOf(number), { step, value }))
    }
    if (added > 0) this.store.setState(({ points }) => ({ points: points + added }))
  }

  /** Adds a point; of a step that was seen the newer one holds, and a run that began anew forgets the one before. */
  private add(name: string, point: FollowedPoint): boolean {
    let history = this.histories.get(name)
    const last = history?.points.at(-1)
    if (!history || (last && point.step < last.step))
      this.histories.set(name, (history = { points: [], stride: 1 }))
    const { points } = history
    const before = points.at(-1)
    if (before && point.step === before.step) points.pop()
    else if (before && point.step - before.step < history.stride) return false
    points.push(point)
    if (points.length > MOST_POINTS) {
      history.stride = Math.max(1, (2 * (point.step - points[0]!.step)) / points.length)
      history.points = points.filter((_, i) => i % 2 === 0)
    }
    return true
  }
}

function nameOf({ key, number }: FollowedNumber): string {
  return `${number}\n${key}`
}
