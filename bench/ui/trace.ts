/** What the page's main thread does, from Chromium's own trace, in milliseconds of the processor's time. */
import type { Page } from './chromium'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  /** In microseconds. */
  ts: number
  dur?: number
  /** Time of the processor. */
  tdur?: number
  args: { data?: { type?: string } }
}

const CATEGORIES = [
  'devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
]

/** For each frame that the main thread began while `act` ran. */
export async function framesOf(page: Page, act: () => Promise<void>): Promise<number[]> {
  const main = mainThread(await traced(page, act))
  const begun = main.filter(({ name }) => name === 'BeginMainThreadFrame').map(({ ts }) => ts)
  const busy = begun.map(() => 0)
  let frame = -1
  for (const task of tasksOf(main)) {
    // A frame begins inside of its task.
    while (frame + 1 < begun.length && begun[frame + 1]! <= endOf(task)) frame++
    if (frame >= 0) busy[frame]! += costOf(task)
  }
  return busy.slice(0, -1)
}

export interface Answered {
  /** From the key to the end of the first frame after it. */
  shown: number
  /** All that followed while `act` ran. */
  all: number
}

/** From the first key that is pressed in `act`. */
export async function answered(page: Page, act: () => Promise<void>): Promise<Answered> {
  const main = mainThread(await traced(page, act))
  const key = main.find(({ name, args }) => name === 'EventDispatch' && args.data?.type === 'keydown')
  if (key === undefined) throw new Error('No key came to the page.')
  const after = tasksOf(main).filter((task) => endOf(task) >= key.ts)
  const drawn = main.find(({ name, ts }) => name === 'Commit' && ts > key.ts)?.ts ?? Infinity
  const sum = (tasks: readonly TraceEvent[]) => tasks.reduce((total, task) => total + costOf(task), 0)
  return { shown: sum(after.filter(({ ts }) => ts <= drawn)), all: sum(after) }
}

async function traced(page: Page, act: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = []
  const stop = page.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as TraceEvent[])))
  await page.call('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] },
  })
  await act()
  const complete = new Promise<void>((done) => {
    const end = page.on('Tracing.tracingComplete', () => {
      end()
      done()
    })
  })
  await page.call('Tracing.end')
  await complete
  stop()
  return events.sort((a, b) => a.ts - b.ts)
}

/** The events of the main thread that drew most; other pages of the browser draw nothing. */
function mainThread(events: readonly TraceEvent[]): TraceEvent[] {
  const counts = new Map<string, number>()
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`
  for (const event of events)
    if (event.name === 'BeginMainThreadFrame') counts.set(thread(event), (counts.get(thread(event)) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
  return events.filter((event) => thread(event) === most)
}

function tasksOf(events: readonly TraceEvent[]): TraceEvent[] {
  return events.filter(({ name, ph }) => name === 'RunTask' && ph === 'X')
}

function endOf({ ts, dur = 0 }: TraceEvent): number {
  return ts + dur
}

function costOf({ tdur, dur = 0 }: TraceEvent): number {
  return (tdur ?? dur) / 1000
}
