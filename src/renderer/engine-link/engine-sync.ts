/** Keeps the engine's network the same as the document, so that wires can be changed while it trains. */
import { dequal } from 'dequal'
import type { Breakpoint as EngineBreakpoint, EngineEvent, OpenResult } from '../../engine/protocol'
import type { GraphDocument } from '../../graph/document/document'
import type { EngineStatus } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { BuiltDocument } from './built-document'
import { engineBreakpoints } from './engine-breakpoints'
import { documentMeaning, sameNetwork, sameSettings } from './document-meaning'
import type { DocumentMeaning } from './document-meaning'
import type { RunSession } from './run-session'
import { addLog, clearCurves, clearLogs, takeEngineEvent, takeEngineStatus, takeSnapshot } from './run-store'
import type { RunStore } from './run-store'

/** Typing makes many edits; the engine builds the last one. */
const QUIET_MILLISECONDS = 150

/** That of none here. */
const OTHER_LOAD = -2
const NO_BREAKPOINTS: readonly EngineBreakpoint[] = []

interface Opening {
  document: GraphDocument
  /** Which document of this window it is: an edit is of the same. */
  load: number
  loadName: string
  meaning: DocumentMeaning
  /** An edit of the document that the engine has, rather than a first meeting. */
  edited: boolean
}

class EngineSync {
  private readonly session: RunSession
  private readonly run: RunStore
  private readonly built: BuiltDocument
  private sent: DocumentMeaning | null = null
  private sentLoad = -1
  /** The document whose net the engine has: not one that was sent and refused, nor one that it died of. */
  private builtLoad = -1
  /** The network that was sent last; one that waits behind it need not be built. */
  private latest: Opening | null = null
  /** The settings that were last sent apart from a document; null when none were. */
  private configured: DocumentMeaning | null = null
  /** The breakpoints that the engine has; null where nobody knows. */
  private breakpoints: readonly EngineBreakpoint[] | null = NO_BREAKPOINTS
  private timer: ReturnType<typeof setTimeout> | undefined
  private queue: Promise<void> = Promise.resolve()

  constructor(session: RunSession) {
    this.session = session
    this.run = session.run
    this.built = new BuiltDocument(session.host.documentId)
  }

  /** Listens to the host and to the document. → the way to stop it */
  start(): () => void {
    const { host, editor, engine } = this.session
    engine.follow(() => this.settle())
    const stops = [
      host.listen({
        event: (event) => this.takeEvent(event),
        status: (status) => this.takeStatus(status),
        frame: (bytes) => engine.probes.receive(bytes),
        connection: (connected) => this.takeConnection(connected),
      }),
      editor.subscribe((now, before) => {
        if (now.loads !== before.loads) this.leave()
        else this.forgetProblem(now.document, before.document)
        if (now.document !== before.document || now.loads !== before.loads) this.schedule()
        if (now.document.view !== before.document.view) this.sendBreakpoints()
      }),
    ]
    return () => {
      clearTimeout(this.timer)
      for (const stop of stops) stop()
    }
  }

  private takeEvent(event: EngineEvent): void {
    // Whoever is told of the stop finds nothing of an earlier step any more.
    if (event.kind === 'stopped') this.session.flow.showOnly(event.stop.step)
    if (event.kind === 'progress' && event.state !== 'stopped') {
      const { stop } = this.run.getState()
      this.session.flow.showOnly(null)
      // The step was given up: it has left no trace, and what flowed in it is nothing of the net.
      if (stop !== null && event.step < stop.step && event.state !== 'running') {
        this.session.flow.clear()
        this.tellGivenUp(stop.step)
      }
    }
    // What was on the wires is of another pass.
    if (event.kind === 'byHand') this.session.flow.clear()
    takeEngineEvent(this.run, event)
  }

  /** An edit has taken a step away from under a person who stood in it; who stops the run or resets it knows. */
  private tellGivenUp(step: number): void {
    if (!this.run.getState().opening || this.latest?.edited !== true) return
    const text = t('live.log.givenUp', { step })
    addLog(this.run, 'info', text)
    showToast({ tone: 'info', title: text, text: t('live.log.givenUpText') })
  }

  /** Tells the engine where to stop: at once, also while it trains. */
  private sendBreakpoints(): void {
    const { engine, connected } = this.run.getState()
    if (engine.state !== 'ready' || !connected) return
    const breakpoints = engineBreakpoints(this.session.editor.getState().document)
    if (dequal(breakpoints, this.breakpoints)) return
    this.breakpoints = breakpoints
    this.session.host.engine({ kind: 'breakpoints', breakpoints }).catch((error: unknown) => {
      this.breakpoints = NO_BREAKPOINTS
      addLog(this.run, 'error', problemOf(error).message)
    })
  }

  private takeStatus(status: EngineStatus): void {
    const before = this.run.getState().engine
    takeEngineStatus(this.run, status)
    if (status.state === 'ready') {
      if (before.state !== 'ready' || before.pid !== status.pid) void this.meetEngine()
      return
    }
    this.sent = null
    this.breakpoints = NO_BREAKPOINTS
    this.session.flow.showOnly(null)
    this.session.flow.clear()
  }

  private takeConnection(connected: boolean): void {
    const before = this.run.getState().connected
    this.run.setState({ connected })
    if (connected && !before) void this.meetEngine()
  }

  /** An engine that is new to this page: takes its session over, then gives it the document. */
  private async meetEngine(): Promise<void> {
    try {
      const snapshot = await this.session.host.engine({ kind: 'snapshot' })
      // The document before was brought back, as this one had not been built: nothing of it is shown, and it goes.
      if (!this.replaces(this.session.editor.getState().loads)) {
        this.session.flow.showOnly(snapshot.stop?.step ?? null)
        takeSnapshot(this.run, snapshot)
      }
    } catch (error) {
      addLog(this.run, 'warning', problemOf(error).message)
    }
    this.sent = null
    this.configured = null
    // An engine that outlived the page may have those of another document.
    this.breakpoints = null
    this.sendBreakpoints()
    this.send()
    this.session.engine.probes.renew()
  }

  /** Another document: what the engine still has of the last one, be it values or a run, is nothing of this one. */
  private leave(): void {
    if (this.sentLoad === -1) return
    clearLogs(this.run)
    this.run.setState({ problem: null, openProblem: null })
    if (this.run.getState().engine.state !== 'ready') return
    this.session.engine.probes.rest()
    void this.session.engine.stop().then(() => clearCurves(this.run))
  }

  /** What was wrong was so with another net, or with other settings. */
  private forgetProblem(now: GraphDocument, before: GraphDocument): void {
    const { problem, openProblem } = this.run.getState()
    if (now === before || (problem ?? openProblem) === null) return
    const [meaning, past] = [documentMeaning(now), documentMeaning(before)]
    if (!sameNetwork(meaning, past) || !sameSettings(meaning, past))
      this.run.setState({ problem: null, openProblem: null })
  }

  private schedule(): void {
    this.hidePast()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), QUIET_MILLISECONDS)
  }

  /**
   * Nothing of an earlier net looks as if it were of the one on the canvas: from an edit on until the engine has built what it came
   * to, nothing is shown; nothing for as long as that cannot be built.
   */
  private hidePast(): void {
    const { probes } = this.session.engine
    if (this.sent === null) return
    if (!sameNetwork(documentMeaning(this.session.editor.getState().document), this.sent)) probes.rest()
    // The edit was taken back before the engine was told.
    else if (probes.rests && !this.run.getState().opening) probes.wake()
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
    const { document, findings, loads, loadName } = this.session.editor.getState()
    if (this.run.getState().engine.state !== 'ready') return
    if (findings[0]?.severity === 'error' || isEmpty(document)) {
      // What the engine still has is the net of the document before.
      if (this.sentLoad !== -1 && loads !== this.sentLoad) this.run.setState({ opened: null })
      return
    }
    const meaning = documentMeaning(document)
    const fresh = loads !== this.sentLoad
    const rebuild = fresh || this.sent === null || !sameNetwork(this.sent, meaning)
    const tune = !rebuild && this.sent !== null && !sameSettings(this.sent, meaning)
    const edited = this.sent !== null && !fresh
    this.sent = meaning
    this.sentLoad = loads
    if (tune) this.configure(meaning)
    if (!rebuild) return
    this.run.setState({ opening: true })
    const opening = { document, load: loads, loadName, meaning, edited }
    this.latest = opening
    this.queue = this.queue.then(() => this.open(opening))
  }

  /** Whether the engine has another document's net, of which nothing may stay. */
  private replaces(load: number): boolean {
    return this.builtLoad !== -1 && this.builtLoad !== load
  }

  private configure(meaning: DocumentMeaning): void {
    this.configured = meaning
    void this.session.engine.configure(meaning.settings)
  }

  private async open(opening: Opening): Promise<void> {
    // A newer network is already waiting.
    if (this.latest !== opening) return
    const { document, load, loadName, meaning, edited } = opening
    // An engine that outlived the page may have the document that the page begins with, or one before it.
    if (this.builtLoad === -1) this.builtLoad = this.built.mayBe(loadName) ? load : OTHER_LOAD
    const fresh = this.replaces(load)
    try {
      const { path } = this.session.editor.getState().file
      const folder = path === null ? undefined : folderOf(path)
      const opened = await this.session.host.engine({ kind: 'open', document, fresh }, folder)
      this.builtLoad = load
      this.built.note(loadName)
      this.run.setState({ opened, openProblem: null })
      if (fresh) clearCurves(this.run)
      // While training runs, the next frames are a moment away; at rest, old values would stay.
      if (fresh || this.run.getState().progress.state !== 'running') this.session.flow.clear()
      const text = openedText(opened, edited)
      if (text !== null) addLog(this.run, 'info', text)
      // Settings that were changed since, or sent apart from a document before, are not those that came with it.
      const wanted = this.sent ?? meaning
      const { configured } = this
      if (configured !== null && [meaning, wanted].some((each) => !sameSettings(configured, each)))
        this.configure(wanted)
      // Another document may have come meanwhile.
      if (this.latest === opening && this.sentLoad === this.session.editor.getState().loads)
        this.session.engine.probes.wake()
    } catch (error) {
      if (this.latest === opening) this.sent = null
      const problem = problemOf(error)
      addLog(this.run, 'error', problem.message, { problem })
      this.run.setState({ opened: null, openProblem: problem })
    } finally {
      if (this.latest === opening) this.run.setState({ opening: false })
    }
  }
}

function isEmpty(document: GraphDocument): boolean {
  return (document.modules[document.main]?.nodes.length ?? 0) === 0
}

/** Which weights an edit has kept and which it has made anew; null where there is nothing to say. */
function openedText({ kept, initialised }: OpenResult, edit: boolean): string | null {
  if (!edit && initialised.length === 0) return null
  if (edit && initialised.length === 0) return t('live.log.keptAll')
  if (!edit || kept.length === 0) return t('live.log.initialised', { names: names(initialised) })
  return t('live.log.keptAndInitialised', { kept: names(kept), initialised: names(initialised) })
}

const MOST_NAMES = 8
function names(paths: readonly string[]): string {
  if (paths.length <= MOST_NAMES) return paths.join(', ')
  return t('live.log.andMore', {
    names: paths.slice(0, MOST_NAMES).join(', '),
    count: paths.length - MOST_NAMES,
  })
}

/** Starts keeping a document and its engine together; called once. → the way to stop it */
export function engineSync(session: RunSession): () => void {
  return new EngineSync(session).start()
}

/** `/data/` of `/data/net.json`. */
function folderOf(path: string): string {
  return path.replace(/[^/\\]*$/, '')
}
