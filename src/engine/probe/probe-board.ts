/** The page's probes: which of them are due after a step, within the time that looking may cost. */
import { encodeFrame } from '../../graph/frame'
import type { Handle } from '../backend/types'
import type { Flow } from '../build/flow'
import type { Tensor } from '../core/tensor'
import type { Probe } from '../protocol'
import { stridesOf, valuesOf } from './flow-source'
import { measure } from './measure'
import type { Measured } from './measure'
import { picture } from './picture'
import type { StridedValues } from './picture'

/**
 * Looking may take this share of the time that training takes. What it costs in all, with the memory that it moves and
 * its frames, was measured at half as much again, and is to stay below 5 %.
 */
const TIME_SHARE = 0.03
/** A probe whose picture is open counts as waiting this many times as long. */
const PICTURE_PRIORITY = 4
/** Time for looking that may gather while nothing is due, in milliseconds. */
const MOST_SAVED = 20

interface Entry {
  probe: Probe
  /** False while a frame is on its way that the page has not drawn yet. */
  credit: boolean
  /** When the last frame was sent, and of which step. */
  sent: number
  step: number
}

/**
 * Sends frames for probes at their rate, at most one unacknowledged frame each.
 *
 * Numbers are exact, over all values, so a frame of a large tensor takes milliseconds. What frames may take together is
 * bounded: each step adds 3 % of its time to an account, and frames are sent, longest waiting first, while it is not
 * overdrawn. On large nets that makes the rate lower than asked for; {@link flush} sends all that is left when training rests.
 */
export class ProbeBoard {
  private readonly send: (bytes: Uint8Array) => void
  private entries = new Map<number, Entry>()
  private interval = 100
  private account = 0

  constructor(send: (bytes: Uint8Array) => void) {
    this.send = send
  }

  /** Replaces the list; probes that stay as they were keep their place in time. */
  replace(probes: readonly Probe[], rate: number): void {
    const before = this.entries
    this.interval = 1000 / rate
    this.entries = new Map(
      probes.map((probe) => {
        const old = before.get(probe.id)
        const same = old && JSON.stringify(old.probe) === JSON.stringify(probe)
        return [probe.id, same ? old : { probe, credit: old?.credit ?? true, sent: 0, step: -1 }]
      }),
    )
  }

  /** A new run counts its steps from 1 again. */
  forgetSteps(): void {
    for (const entry of this.entries.values()) entry.step = -1
  }

  get empty(): boolean {
    return this.entries.size === 0
  }

  acknowledge(id: number): void {
    const entry = this.entries.get(id)
    if (entry) entry.credit = true
  }

  /** After a step that took `milliseconds`: sends what is due and affordable. */
  afterStep(flow: Flow, step: number, milliseconds: number): void {
    this.account = Math.min(this.account + TIME_SHARE * milliseconds, MOST_SAVED)
    const now = performance.now()
    const due = [...this.entries.values()]
      .filter((entry) => entry.credit && now - entry.sent >= this.interval)
      .sort((a, b) => waiting(b, now) - waiting(a, now))
    const reader = new FlowReader()
    for (const entry of due) {
      if (this.account <= 0) break
      const started = performance.now()
      this.show(entry, flow, step, reader)
      this.account -= performance.now() - started
    }
  }

  /** While training rests: sends every probe that has credit and does not show this step yet. */
  flush(flow: Flow, step: number): void {
    const reader = new FlowReader()
    for (const entry of this.entries.values())
      if (entry.credit && entry.step !== step) this.show(entry, flow, step, reader)
  }

  private show(entry: Entry, flow: Flow, step: number, reader: FlowReader): void {
    const { id, target, direction, view } = entry.probe
    entry.sent = performance.now()
    entry.step = step
    const tensor = flow.lane(target)?.[direction]
    if (!tensor) return
    const { source, measured } = reader.read(tensor)
    const shape = [...tensor.shape]
    entry.credit = false
    this.send(encodeFrame({ probe: id, direction, step, shape, ...measured, picture: picture(source, view) }))
  }
}

function waiting({ sent, probe }: Entry, now: number): number {
  return (now - sent) * (probe.view.kind === 'numbers' ? 1 : PICTURE_PRIORITY)
}

/** Reads and measures each block of memory once, however many probes look at it. */
class FlowReader {
  private readonly known = new Map<Handle, { values: Float32Array; measured: Measured }>()

  read(tensor: Tensor): { source: StridedValues; measured: Measured } {
    let block = this.known.get(tensor.handle)
    if (!block) {
      const values = valuesOf(tensor)
      block = { values, measured: measure(values) }
      this.known.set(tensor.handle, block)
    }
    return {
      source: { values: block.values, shape: tensor.shape, strides: stridesOf(tensor) },
      measured: block.measured,
    }
  }
}
