/** The page's probes: which of them are due after a step, within the time that looking may cost. */
import { dequal } from 'dequal'
import { encodeFrame } from '../../graph/frames/frame'
import type { Look, Seen } from '../executor/look'
import type { FlowTarget, ProbeSubscription, ProbeView } from '../protocol'
import { TimeAccount } from './time-account'

/**
 * Looking at every wire may take this share of the processor time that training takes. Only the steps that are looked at compute what it
 * shows, which costs little besides (bench/probes.ts); all together is to stay below 5 %.
 */
const THUMBNAIL_SHARE = 0.03
/** The few views that a person has open may take more: enough for 5 frames a second of a large tensor. */
const OPEN_SHARE = 0.06
/**
 * A look that may begin goes on for so many milliseconds, and is earned afterwards: each kept step costs of itself, so that few
 * looks at all lanes are cheaper than many at some.
 */
const WHOLE_LOOK = 10
/** Time for first frames after one step, in milliseconds; what is left comes after the next. */
const FIRST_FRAMES = 50

/** Both in milliseconds. */
export interface Clock {
  now: () => number
  /**
   * Processor time that this process has used. Frames are paid in it: other programs hold up many short kernels more than
   * a few long ones, and would make looking seem dearer than it is.
   */
  worked: () => number
}

const processClock: Clock = {
  now: () => performance.now(),
  worked: () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
}

interface Entry {
  probe: ProbeSubscription
  account: TimeAccount
  /** False while a frame is on its way that the page has not drawn yet. */
  credit: boolean
  /** When this probe was last looked at (-Infinity: never), and the step that was shown. */
  looked: number
  step: number
  /** What was there then: in a step that is stopped there may be nothing yet, or another value later. */
  shown: unknown
}

/**
 * Sends frames for probes at their rate, at most one unacknowledged frame each.
 *
 * A new probe has its first frame after the next step, whatever that costs. From then on what frames may cost is bounded:
 * each step adds a share of its processor time to an account, and frames are sent, longest waiting first, while it is not
 * overdrawn. Numbers are over all values, so on large nets the rate becomes lower than asked for; {@link flush} sends
 * all that is left when training rests.
 */
export class ProbeBoard {
  private readonly send: (bytes: Uint8Array) => void
  private readonly clock: Clock
  private readonly open = new TimeAccount(OPEN_SHARE)
  private readonly thumbnails = new TimeAccount(THUMBNAIL_SHARE)
  private entries = new Map<number, Entry>()
  private interval = 100
  /** Processor time when looking last ended. */
  private workedFrom: number
  /** When the last step began, and how long it took. */
  private began = 0
  private stepTime = 0

  constructor(send: (bytes: Uint8Array) => void, clock: Clock = processClock) {
    this.send = send
    this.clock = clock
    this.workedFrom = clock.worked()
  }

  /** Replaces the list; probes that stay as they were keep their place in time. */
  replace(probes: readonly ProbeSubscription[], rate: number): void {
    const before = this.entries
    this.interval = 1000 / rate
    this.entries = new Map(
      probes.map((probe) => {
        const old = before.get(probe.id)
        const same = old && dequal(old.probe, probe)
        return [probe.id, same ? old : this.entry(probe, old?.credit ?? true)]
      }),
    )
  }

  private entry(probe: ProbeSubscription, credit: boolean): Entry {
    return {
      probe,
      account: probe.thumbnail ? this.thumbnails : this.open,
      credit,
      looked: -Infinity,
      step: -1,
      shown: null,
    }
  }

  /** A new run counts its steps from 1 again. */
  forgetSteps(): void {
    for (const entry of this.entries.values()) entry.step = -1
  }

  get empty(): boolean {
    return this.entries.size === 0
  }

  /** Where a person looks at more than the small picture on a wire. */
  get watched(): FlowTarget[] {
    return [...this.entries.values()].flatMap(({ probe: { thumbnail, target } }) =>
      thumbnail || target.kind === 'parameter' ? [] : [target],
    )
  }

  /** The view of small pictures on wires, where nobody looks at more; null: somebody does. */
  get thumbnailView(): ProbeView | null {
    const probes = [...this.entries.values()].map(({ probe }) => probe)
    if (probes.some(({ thumbnail, target }) => !thumbnail || target.kind === 'parameter')) return null
    const views = probes.map(({ view }) => view)
    return views.find(({ kind }) => kind === 'maps') ?? views.find(({ kind }) => kind === 'numbers') ?? null
  }

  /** Those that are no longer in the list are passed over. */
  acknowledge(ids: readonly number[]): void {
    for (const id of ids) {
      const entry = this.entries.get(id)
      if (entry) entry.credit = true
    }
  }

  /**
   * Whether the tensors of the step that begins are worth keeping: a frame is due and affordable, or will be before the step
   * ends, since a step takes about as long as frames are apart.
   */
  beforeStep(): boolean {
    const now = this.clock.now()
    this.began = now
    if (this.stepTime >= this.interval / 2) return !this.empty
    const due = [...this.entries.values()].filter((entry) => this.isDue(entry, now))
    if (due.length === 0) return false
    this.earn()
    return due.some((entry) => isFirst(entry) || !entry.account.overdrawn)
  }

  /** After a step: sends what is due and affordable; `look` is null where its tensors were not kept. */
  afterStep(look: Look | null, step: number): void {
    this.stepTime = this.clock.now() - this.began
    if (!look) return
    this.earn()
    this.showDue(look, step)
    this.workedFrom = this.clock.worked()
  }

  /** Books what training has worked since; asked for seldom, since a small net's step takes little longer than asking. */
  private earn(): void {
    const worked = this.clock.worked()
    this.open.earn(worked - this.workedFrom)
    this.thumbnails.earn(worked - this.workedFrom)
    this.workedFrom = worked
  }

  /** Between two steps: sends what has become due of the last one. */
  showDue(look: Look, step: number): void {
    const now = this.clock.now()
    for (const account of [this.open, this.thumbnails]) account.begin(WHOLE_LOOK)
    for (const entry of this.due(step, now)) {
      const first = isFirst(entry)
      if (first ? this.clock.now() - now > FIRST_FRAMES : entry.account.spent) continue
      const started = this.clock.worked()
      this.show(entry, look, step)
      if (!first) entry.account.spend(this.clock.worked() - started)
    }
  }

  /**
   * While training rests: sends every probe that has credit and does not show this step as it is now, open views first.
   * → whether all were sent in so many milliseconds
   */
  flush(look: Look, step: number, most = Infinity): boolean {
    const until = this.clock.now() + most
    for (const entry of [...this.entries.values()].sort((a, b) => rank(a) - rank(b))) {
      if (!entry.credit) continue
      if (entry.step === step && entry.shown === (seenBy(look, entry)?.mark ?? null)) continue
      if (this.clock.now() >= until) return false
      this.show(entry, look, step)
    }
    return true
  }

  /** Those that may send: first frames before others, open views before thumbnails, then the longest waiting. */
  private due(step: number, now: number): Entry[] {
    return [...this.entries.values()]
      .filter((entry) => entry.step !== step && this.isDue(entry, now))
      .sort((a, b) => rank(a) - rank(b) || a.looked - b.looked)
  }

  /** Once in each interval of the clock: so all are due after the same step, and the others need not keep their tensors. */
  private isDue({ credit, looked }: Entry, now: number): boolean {
    return credit && Math.floor(now / this.interval) !== Math.floor(looked / this.interval)
  }

  private show(entry: Entry, look: Look, step: number): void {
    const { probe } = entry
    const { id, direction } = probe
    const seen = seenBy(look, entry)
    entry.looked = this.clock.now()
    entry.step = step
    entry.shown = seen?.mark ?? null
    if (!seen) return
    const told = seen.tell(probe)
    if (!told) return
    entry.credit = false
    this.send(encodeFrame({ probe: id, direction, step, shape: [...seen.shape], ...told }))
  }
}

function seenBy(look: Look, { probe: { target, direction } }: Entry): Seen | null {
  return look.at(target, direction)
}

function isFirst({ looked }: Entry): boolean {
  return looked === -Infinity
}

function rank(entry: Entry): number {
  return (isFirst(entry) ? 0 : 2) + (entry.probe.thumbnail ? 1 : 0)
}
