/** Keeps the engine's network the same as the document, so that wires can be changed while it trains. */
import type { OpenResult } from '../../engine/protocol'
import type { GraphDocument } from '../../graph/document/document'
import type { HostConnection, HostEvent } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import { useEditorStore } from '../editing/editor-store'
import { t } from '../texts/index'
import { type DocumentMeaning, documentMeaning } from './document-meaning'
import { flowStore } from '../probes/flow-store'
import { liveEngine } from './live-engine'
import {
  addLog,
  clearCurves,
  takeEngineEvent,
  takeEngineStatus,
  takeSnapshot,
  useRunStore,
} from './run-store'

/** Typing makes many edits; the engine builds the last one. */
const QUIET_MILLISECONDS = 150

interface Opening {
  document: GraphDocument
  /** Another document than before: nothing of the old network stays. */
  fresh: boolean
  meaning: DocumentMeaning
  /** An edit of the document that the engine has, rather than a first meeting. */
  edited: boolean
}

class EngineSync {
  private readonly connection: HostConnection
  private sent: DocumentMeaning | null = null
  private sentLoad = -1
  /** The network that was sent last; one that waits behind it need not be built. */
  private latest: Opening | null = null
  /** The settings that were last sent apart from a document; null when none were. */
  private configured: string | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private queue: Promise<void> = Promise.resolve()

  constructor(connection: HostConnection) {
    this.connection = connection
  }

  /** Listens to the host and to the document. → the way to stop it */
  start(): () => void {
    liveEngine.connect(this.connection, () => this.settle())
    const stops = [
      this.connection.onEvent((event) => this.takeEvent(event)),
      this.connection.onFrame((bytes) => liveEngine.probes.receive(bytes)),
      this.connection.onConnection((connected) => this.takeConnection(connected)),
      useEditorStore.subscribe((now, before) => {
        if (now.loads !== before.loads) this.leave()
        if (now.document !== before.document || now.loads !== before.loads) this.schedule()
      }),
    ]
    return () => {
      clearTimeout(this.timer)
      for (const stop of stops) stop()
    }
  }

  private takeEvent(event: HostEvent): void {
    if (event.kind === 'engine') takeEngineEvent(event.event)
    if (event.kind === 'engineStatus') this.takeStatus(event.status)
  }

  private takeStatus(status: Parameters<typeof takeEngineStatus>[0]): void {
    const before = useRunStore.getState().engine
    takeEngineStatus(status)
    if (status.state === 'ready') {
      if (before.state !== 'ready' || before.pid !== status.pid) void this.meetEngine()
      return
    }
    this.sent = null
    flowStore.clear()
  }

  private takeConnection(connected: boolean): void {
    const before = useRunStore.getState().connected
    useRunStore.setState({ connected })
    if (connected && !before) void this.meetEngine()
  }

  /** An engine that is new to this page: takes its session over, then gives it the document. */
  private async meetEngine(): Promise<void> {
    try {
      takeSnapshot(await this.connection.engine({ kind: 'snapshot' }))
    } catch (error) {
      addLog('warning', problemOf(error).message)
    }
    this.sent = null
    this.configured = null
    this.send()
    liveEngine.probes.renew()
  }

  /** Another document: what the engine still has of the last one, be it values or a run, is nothing of this one. */
  private leave(): void {
    if (this.sentLoad === -1 || useRunStore.getState().engine.state !== 'ready') return
    liveEngine.probes.rest()
    void liveEngine.stop().then(clearCurves)
  }

  private schedule(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), QUIET_MILLISECONDS)
  }

  /** Gives the engine an edit that still waits, and ends when it has built it: a run is always of what is on the canvas. */
  private settle(): Promise<void> {
    if (this.timer !== undefined) this.send()
    return this.queue
  }

  /** Sends what has changed since the last time, if the document can be built at all. */
  private send(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const { document, findings, loads } = useEditorStore.getState()
    if (useRunStore.getState().engine.state !== 'ready') return
    if (findings[0]?.severity === 'error' || isEmpty(document)) return
    const meaning = documentMeaning(document)
    const fresh = loads !== this.sentLoad
    const rebuild = fresh || this.sent?.network !== meaning.network
    const tune = !rebuild && this.sent !== null && settingsKey(this.sent) !== settingsKey(meaning)
    const replaces = fresh && this.sentLoad !== -1
    const edited = this.sent !== null && !fresh
    this.sent = meaning
    this.sentLoad = loads
    if (tune) this.configure(meaning)
    if (!rebuild) return
    useRunStore.setState({ opening: true })
    const opening = { document, fresh: replaces, meaning, edited }
    this.latest = opening
    this.queue = this.queue.then(() => this.open(opening))
  }

  private configure(meaning: DocumentMeaning): void {
    this.configured = settingsKey(meaning)
    void liveEngine.configure(meaning.settings)
  }

  private async open(opening: Opening): Promise<void> {
    // A newer network is already waiting.
    if (this.latest !== opening) return
    const { document, fresh, meaning, edited } = opening
    try {
      const opened = await this.connection.engine({ kind: 'open', document, fresh })
      useRunStore.setState({ opened, openProblem: null })
      if (fresh) clearCurves()
      // While training runs, the next frames are a moment away; at rest, old values would stay.
      if (fresh || useRunStore.getState().progress.state !== 'running') flowStore.clear()
      logOpened(opened, edited)
      // Settings that were changed since, or sent apart from a document before, are not those that came with it.
      const wanted = this.sent ?? meaning
      if (this.configured !== null && [meaning, wanted].some((each) => this.configured !== settingsKey(each)))
        this.configure(wanted)
      // Another document may have come meanwhile.
      if (this.latest === opening && this.sentLoad === useEditorStore.getState().loads)
        liveEngine.probes.wake()
    } catch (error) {
      if (this.latest === opening) this.sent = null
      const problem = problemOf(error)
      addLog('error', problem.message, { problem })
      useRunStore.setState({ opened: null, openProblem: problem })
    } finally {
      if (this.latest === opening) useRunStore.setState({ opening: false })
    }
  }
}

function settingsKey({ settings }: DocumentMeaning): string {
  return JSON.stringify(settings)
}

function isEmpty(document: GraphDocument): boolean {
  return (document.modules[document.main]?.nodes.length ?? 0) === 0
}

/** Says which weights an edit has kept and which it has made anew. */
function logOpened({ kept, initialised }: OpenResult, edit: boolean): void {
  if (!edit) {
    if (initialised.length > 0) addLog('info', t('live.log.initialised', { names: names(initialised) }))
    return
  }
  if (initialised.length === 0) addLog('info', t('live.log.keptAll'))
  else if (kept.length === 0) addLog('info', t('live.log.initialised', { names: names(initialised) }))
  else
    addLog('info', t('live.log.keptAndInitialised', { kept: names(kept), initialised: names(initialised) }))
}

const MOST_NAMES = 8
function names(paths: readonly string[]): string {
  if (paths.length <= MOST_NAMES) return paths.join(', ')
  return t('live.log.andMore', {
    names: paths.slice(0, MOST_NAMES).join(', '),
    count: paths.length - MOST_NAMES,
  })
}

/** Starts keeping engine and document together; called once, when the host stands. → the way to stop it */
export function engineSync(connection: HostConnection): () => void {
  return new EngineSync(connection).start()
}
