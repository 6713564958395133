/** The requests of one page, in turns: who floods waits for its own answers, and for nobody else's. */
import { tell } from '../../words/tell'
import type { HostMessage } from '../contract'

/** Requests of a lane that are under way at once, and that wait; a page that works well never has so many. */
const MOST_AT_WORK = 64
const MOST_WAITING = 256
/** Requests of all lanes, and bytes of those that wait. */
const MOST_OF_ALL = 1024
const MOST_BYTES = 16 * 2 ** 20

export interface LaneRequest {
  bytes: number
  /** Never rejects. */
  work: () => Promise<void>
  /** Done in its place where there are too many: it is answered at once that it is not. */
  refuse: () => void
}

interface Lane {
  atWork: number
  waiting: LaneRequest[]
}

export class RequestLanes {
  private readonly lanes = new Map<string, Lane>()
  private all = 0
  private bytes = 0

  /** Does the work when it is its turn in the lane, or refuses it. */
  add(name: string, request: LaneRequest): void {
    const lane = this.lanes.get(name) ?? { atWork: 0, waiting: [] }
    const isBusy = lane.atWork >= MOST_AT_WORK
    const isFull = lane.waiting.length >= MOST_WAITING || this.bytes + request.bytes > MOST_BYTES
    if (this.all >= MOST_OF_ALL || (isBusy && isFull)) return request.refuse()
    this.lanes.set(name, lane)
    lane.waiting.push(request)
    this.count(1, request.bytes)
    this.go(name, lane)
  }

  private go(name: string, lane: Lane): void {
    while (lane.atWork < MOST_AT_WORK) {
      const next = lane.waiting.shift()
      if (next === undefined) break
      this.count(0, -next.bytes)
      lane.atWork++
      void next.work().finally(() => {
        lane.atWork--
        this.count(-1, 0)
        this.go(name, lane)
      })
    }
    if (lane.atWork === 0) this.lanes.delete(name)
  }

  private count(requests: number, bytes: number): void {
    this.all += requests
    this.bytes += bytes
  }
}

/** Commands and methods that stop or release something; a flood of others does not stand before them. */
const AHEAD: ReadonlySet<unknown> = new Set(['pause', 'stop', 'ack', 'stopExport'])

/** The lane of a message from a page: one for each document, one for what stops its work, and one for all else. */
export function laneOf(message: unknown): string {
  const params = fieldOf(message, 'params')
  const documentId = fieldOf(params, 'documentId')
  if (typeof documentId !== 'string') return ''
  const kind = fieldOf(fieldOf(params, 'command'), 'kind')
  return AHEAD.has(kind ?? fieldOf(message, 'method')) ? `${documentId} ahead` : documentId
}

/** The answer to a request that is one too many. */
export function busyAnswer(message: unknown): HostMessage {
  const id = typeof message === 'object' && message !== null && 'id' in message ? Number(message.id) : 0
  const problem = {
    message: tell('host.too_many_requests', 'This window asks more than Gradwire can answer.'),
    remedy: tell('host.wait_for_answers', 'Wait a moment, then try again.'),
    code: 'busy',
  }
  return { kind: 'answer', id, ok: false, problem }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
