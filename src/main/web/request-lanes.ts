/** The requests of one page, in turns: who floods waits for its own answers, and for nobody else's. */

/** Requests of a lane that are under way at once; a page that works well never has so many. */
const MOST_AT_WORK = 64
/** Requests that wait in all lanes, and bytes of them, above which the page is not listened to. */
const MOST_WAITING = 256
const MOST_BYTES = 16 * 2 ** 20

interface Request {
  bytes: number
  work: () => Promise<void>
}

interface Lane {
  atWork: number
  waiting: Request[]
}

export class RequestLanes {
  private readonly listen: (listening: boolean) => void
  private readonly lanes = new Map<string, Lane>()
  private waiting = 0
  private bytes = 0
  private full = false

  /** - `listen`: told when the page may ask for no more, and when it may again */
  constructor(listen: (listening: boolean) => void) {
    this.listen = listen
  }

  /** Does the work when it is its turn in the lane. `work` never rejects. */
  add(name: string, request: Request): void {
    const lane = this.lanes.get(name) ?? { atWork: 0, waiting: [] }
    this.lanes.set(name, lane)
    lane.waiting.push(request)
    this.count(1, request.bytes)
    this.go(name, lane)
    if (this.full || (this.waiting <= MOST_WAITING && this.bytes <= MOST_BYTES)) return
    this.full = true
    this.listen(false)
  }

  private go(name: string, lane: Lane): void {
    while (lane.atWork < MOST_AT_WORK) {
      const next = lane.waiting.shift()
      if (next === undefined) break
      this.count(-1, -next.bytes)
      lane.atWork++
      void next.work().finally(() => {
        lane.atWork--
        this.go(name, lane)
      })
    }
    if (lane.atWork === 0) this.lanes.delete(name)
    if (!this.full || this.waiting > MOST_WAITING / 2 || this.bytes > MOST_BYTES / 2) return
    this.full = false
    this.listen(true)
  }

  private count(requests: number, bytes: number): void {
    this.waiting += requests
    this.bytes += bytes
  }
}

/** Commands that stop or release something; a flood of others does not stand before them. */
const AHEAD: ReadonlySet<string> = new Set(['pause', 'stop', 'ack'])

/** The lane of a message from a page: one for each document, one for what stops its work, and one for all else. */
export function laneOf(message: unknown): string {
  const params = fieldOf(message, 'params')
  const documentId = fieldOf(params, 'documentId')
  if (typeof documentId !== 'string') return ''
  const kind = fieldOf(fieldOf(params, 'command'), 'kind')
  return typeof kind === 'string' && AHEAD.has(kind) ? `${documentId} ahead` : documentId
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
