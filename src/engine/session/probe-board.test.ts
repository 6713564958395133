import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import { Flow } from '../build/flow'
import { scope } from '../core/scope'
import { fromValues } from '../core/tensor'
import type { ProbeSubscription } from '../protocol'
import { VisitedLook } from '../visited/visited-look'
import { ProbeBoard } from './probe-board'

/** A look at what flowed, and at no parameter. */
function lookAt(flow: Flow): VisitedLook {
  return new VisitedLook(flow, () => null)
}

const THUMBNAIL: ProbeSubscription['view'] = { kind: 'maps', sample: 0, channel: 0, tiles: 4, size: 4 }

function probe(id: number, options: Partial<ProbeSubscription> = {}): ProbeSubscription {
  return {
    id,
    target: { kind: 'edge', path: [], edge: `e${id}` },
    direction: 'forward',
    view: THUMBNAIL,
    thumbnail: true,
    ...options,
  }
}

/** What a page sees of a board on which each frame takes 10 ms of a clock that nothing else moves. */
describe('ProbeBoard', () => {
  const flow = new Flow()
  let now: number
  let sent: { probe: number; step: number }[]
  let board: ProbeBoard
  let step: number

  beforeAll(async () => {
    await ready()
    scope(() => {
      const value = fromValues(
        Float32Array.from({ length: 32 }, (_, i) => i),
        [2, 4, 2, 2],
        'float32',
      )
      for (let id = 0; id < 40; id++) flow.edge([], `e${id}`, value)
    })
  })

  beforeEach(() => {
    now = 1000
    step = 0
    sent = []
    board = new ProbeBoard(
      (bytes) => {
        now += 10
        sent.push(decodeFrame(bytes))
      },
      { now: () => now, worked: () => now },
    )
  })

  /** One training step of so many milliseconds. → the probes that had a frame after it, all drawn at once */
  function train(milliseconds: number): number[] {
    board.beforeStep()
    now += milliseconds
    sent = []
    board.afterStep(lookAt(flow), ++step)
    board.acknowledge(sent.map((frame) => frame.probe))
    return sent.map((frame) => frame.probe)
  }

  /** So many steps of 10 ms of which nothing is kept. */
  function unkept(steps: number): void {
    for (let i = 0; i < steps; i++) {
      board.beforeStep()
      now += 10
      board.afterStep(null, ++step)
    }
  }

  /** How many frames each of these probes had in so many steps. */
  function frames(steps: number, milliseconds: number): Record<number, number> {
    const counts: Record<number, number> = {}
    for (let i = 0; i < steps; i++) for (const id of train(milliseconds)) counts[id] = (counts[id] ?? 0) + 1
    return counts
  }

  it('says what small pictures show, unless somebody looks at more', () => {
    const number = probe(9, { view: { kind: 'table', index: [], row: 0, column: 0, rows: 1, columns: 1 } })
    const viewOf = (...probes: ProbeSubscription[]): unknown => {
      board.replace(probes, 10)
      return board.thumbnailView
    }
    expect(viewOf(number, probe(1), probe(2))).toEqual(THUMBNAIL)
    expect(viewOf(probe(1, { view: { kind: 'numbers' } }))).toEqual({ kind: 'numbers' })
    expect(viewOf(probe(1), probe(2, { thumbnail: false }))).toBeNull()
    expect(
      viewOf(probe(1), probe(2, { target: { kind: 'parameter', path: [], node: 'n', name: 'weight' } })),
    ).toBeNull()
    expect(viewOf()).toBeNull()
  })

  it('shows every new probe after the next step, however little time there is', () => {
    board.replace([probe(1), probe(2), probe(3)], 10)
    expect(train(1)).toEqual([1, 2, 3])
    board.replace([probe(1), probe(2), probe(3), probe(4)], 10)
    expect(train(1)).toEqual([4])
  })

  it('spreads the first frames of very many probes over steps, those of open views first', () => {
    board.replace([...Array.from({ length: 11 }, (_, id) => probe(id)), probe(20, { thumbnail: false })], 10)
    expect(train(1)).toEqual([20, 0, 1, 2, 3, 4])
    expect(train(1)).toEqual([5, 6, 7, 8, 9, 10])
  })

  it('gives thumbnails 3 % of the time, and each its turn', () => {
    const ids = [1, 2, 3, 4, 5]
    board.replace(
      ids.map((id) => probe(id)),
      10,
    )
    train(100)
    // 1,000 steps earn 3,000 ms, which pay for 300 frames.
    const counts = frames(1000, 100)
    for (const id of ids) expect(Math.abs(counts[id]! - 60)).toBeLessThanOrEqual(1)
  })

  it('keeps one step for a look at all thumbnails, not one for each', () => {
    const quick = new ProbeBoard(() => (now += 0.5), { now: () => now, worked: () => now })
    const ids = Array.from({ length: 16 }, (_, id) => id)
    quick.replace(
      ids.map((id) => probe(id)),
      10,
    )
    let kept = 0
    for (const end = now + 10_000; now < end;) {
      const keeps = quick.beforeStep()
      if (keeps) kept++
      now += 5
      quick.afterStep(keeps ? lookAt(flow) : null, ++step)
      quick.acknowledge(ids)
    }
    // A look at all takes 8 ms, which 270 of training earn.
    expect(kept).toBeGreaterThanOrEqual(34)
    expect(kept).toBeLessThanOrEqual(38)
  })

  it('lets open views have more, whatever thumbnails want', () => {
    board.replace([...Array.from({ length: 20 }, (_, id) => probe(id)), probe(30, { thumbnail: false })], 10)
    frames(10, 100)
    const counts = frames(1000, 100)
    expect(Math.abs(counts[30]! - 600)).toBeLessThanOrEqual(2)
    for (let id = 0; id < 20; id++) expect(Math.abs(counts[id]! - 15)).toBeLessThanOrEqual(1)
  })

  it('keeps to the rate where there is time enough', () => {
    board.replace([probe(1)], 2)
    train(1000)
    expect(frames(20, 1000)).toEqual({ 1: 20 })
    expect(frames(40, 250)).toEqual({ 1: 20 })
  })

  it('sends nothing more while a frame is not drawn, and a step only once', () => {
    board.replace([probe(1)], 10)
    board.afterStep(lookAt(flow), 1)
    now += 1000
    board.afterStep(lookAt(flow), 2)
    expect(sent).toMatchObject([{ step: 1 }])
    board.acknowledge([1])
    board.showDue(lookAt(flow), 2)
    now += 1000
    board.acknowledge([1])
    board.showDue(lookAt(flow), 2)
    expect(sent).toMatchObject([{ step: 1 }, { step: 2 }])
  })

  it('wants a step to be kept where a frame is due, affordable, and the last one was drawn', () => {
    expect(board.beforeStep()).toBe(false)
    board.replace([probe(1), probe(2)], 10)
    expect(board.beforeStep()).toBe(true)
    train(1)
    expect(board.beforeStep()).toBe(false)
    now += 100
    expect(board.beforeStep()).toBe(true)
    // Both are shown together: 20 ms, which are not earned yet.
    expect(train(1)).toEqual([1])
    now += 100
    expect(board.beforeStep()).toBe(false)
    unkept(100)
    expect(board.beforeStep()).toBe(true)
    board.afterStep(lookAt(flow), ++step)
    unkept(100)
    expect(board.beforeStep()).toBe(false)
  })

  it.each([
    [60, 8],
    [110, 9],
    [500, 2],
  ])('keeps enough steps of %i ms for %i frames a second', (milliseconds, least) => {
    let shown = 0
    const free = new ProbeBoard(() => shown++, { now: () => now, worked: () => now })
    free.replace([probe(1)], 10)
    for (const end = now + 10_000; now < end;) {
      const kept = free.beforeStep()
      // The page draws while the step runs.
      free.acknowledge([1])
      now += milliseconds
      free.afterStep(kept ? lookAt(flow) : null, ++step)
    }
    expect(shown / 10).toBeGreaterThanOrEqual(least)
  })

  it('tells thumbnails what a wire shows, and open views everything', () => {
    const shown: ReturnType<typeof decodeFrame>[] = []
    const seen = new ProbeBoard((bytes) => shown.push(decodeFrame(bytes)))
    seen.replace([probe(1), probe(2, { thumbnail: false })], 10)
    seen.afterStep(lookAt(flow), 1)
    const [open, small] = shown
    expect(open).toMatchObject({ probe: 2, histogram: { low: 0, high: 31 } })
    expect(small).toMatchObject({ probe: 1, histogram: { low: NaN, high: NaN } })
    expect(small!.histogram.counts.every((count) => count === 0)).toBe(true)
    const { norm, nan, inf } = open!.statistics
    const left = { min: NaN, max: NaN, mean: NaN, std: NaN, zeros: NaN }
    expect(small!.statistics).toEqual({ norm, nan, inf, ...left })
    expect(open!.statistics).toMatchObject({ min: 0, max: 31, mean: 15.5, zeros: 1 / 32 })
    expect(small!.picture).toEqual(open!.picture)
  })

  it('shows in a step that stands still what has come since, and what was changed, and nothing twice', () => {
    const stopped = new Flow()
    const sum = probe(1, { target: { kind: 'port', path: [], node: 'n', handle: 'output' } })
    board.replace([probe(0), sum], 10)
    const look = () => {
      sent = []
      board.flush(lookAt(stopped), 1)
      board.acknowledge(sent.map((frame) => frame.probe))
      return sent.map((frame) => frame.probe)
    }
    const e0 = { kind: 'edge' as const, path: [], edge: 'e0' }
    expect(look()).toEqual([])
    scope(() => stopped.edge([], 'e0', fromValues(Float32Array.of(1, 2), [2], 'float32')))
    expect(look()).toEqual([0])
    expect(look()).toEqual([])
    scope(() => stopped.port([], 'n', 'output', fromValues(Float32Array.of(3), [1], 'float32')))
    expect(look()).toEqual([1])
    scope(() => stopped.change(e0, 'forward', fromValues(Float32Array.of(5), [1], 'float32')))
    expect(look()).toEqual([0])
    stopped.dispose()
  })
})
