/** The page sessions of a host. */
import type { EngineTransport } from '../engine-link/engine-client'
import type { HostEvent } from '../contract'
import { EngineSlots } from './engine-slots'
import { PageSession } from './page-session'
import { isSessionId, newSessionId } from '../files/session-id'

export interface SessionsOptions {
  startEngine: (documentId: string, folder: string, env: Readonly<Record<string, string>>) => EngineTransport
  /** Opened by the first session. */
  file: string | null
  /** How long a session waits for its page to come back, in milliseconds. */
  graceMs: number
  /** How many engines all of them run at once. Default {@link MOST_ENGINES} */
  mostEngines?: number
}

/** Makes sessions, finds them again, and ends those whose page stays away. */
export class Sessions {
  private readonly options: SessionsOptions
  private readonly open = new Map<string, PageSession>()
  private readonly leaving = new Map<string, NodeJS.Timeout>()
  private readonly slots: EngineSlots
  private file: string | null

  constructor(options: SessionsOptions) {
    this.options = options
    this.slots = new EngineSlots(options.mostEngines, () => this.endLongestAway())
    this.file = options.file
  }

  /** Whether a page is connected to that session: while it waits for one, its unsaved work is anybody's to take over. */
  hasPage(id: string): boolean {
    return this.open.get(id)?.connected ?? false
  }

  get(id: string): PageSession | undefined {
    return this.open.get(id)
  }

  /**
   * The session of that id if no page has it, else a new one. An id that this host does not know is kept: after a restart
   * of the host the page finds its draft under it.
   *
   * - `file`: opened first by a new session; by default the first one gets the file of the command line.
   */
  enter(id: string | null, file?: string): PageSession {
    const known = id === null ? undefined : this.open.get(id)
    if (known && !known.connected) {
      this.stay(known.id)
      return known
    }
    const wanted = id !== null && !known && isSessionId(id) ? id : newSessionId()
    const session = new PageSession({
      id: wanted,
      file: file ?? this.file,
      startEngine: this.options.startEngine,
      slots: this.slots,
    })
    if (file === undefined) this.file = null
    this.open.set(session.id, session)
    return session
  }

  /** Tells every page that is there. */
  tellAll(event: HostEvent): void {
    for (const session of this.open.values()) session.tell(event)
  }

  /** The page went away: ends the session unless it comes back in time. */
  leave(session: PageSession): void {
    if (session.connected || !this.open.has(session.id)) return
    this.stay(session.id)
    this.leaving.set(
      session.id,
      setTimeout(() => this.end(session), this.options.graceMs),
    )
  }

  end(session: PageSession): void {
    this.stay(session.id)
    this.open.delete(session.id)
    session.close()
  }

  endAll(): void {
    for (const session of this.open.values()) this.end(session)
  }

  /** The one whose page has been away the longest, of those that have an engine; false where there is none. */
  private endLongestAway(): boolean {
    const away = [...this.leaving.keys()].map((id) => this.open.get(id))
    const longest = away.find((session) => session?.runsEngines)
    if (longest) this.end(longest)
    return longest !== undefined
  }

  private stay(id: string): void {
    clearTimeout(this.leaving.get(id))
    this.leaving.delete(id)
  }
}
