/** One page and the engines of its documents, however often the page reloads or loses its connection. */
import type { HostEvent, HostMessage } from '../contract'
import type { EngineTransport } from '../engine-link/engine-client'
import { HostError } from '../files/host-error'
import { DocumentEngine } from './document-engine'
import type { EngineSlots } from './engine-slots'
import { tell } from '../../words/tell'

/** The way to a page, as a host provides it. */
export interface PagePort {
  send(message: HostMessage): void
  /** False when the page is so far behind that the frame was dropped; `caughtUp` is then called later. */
  sendFrame(documentId: string, bytes: Uint8Array): boolean
}

export interface PageSessionOptions {
  id: string
  /** A file to open first. */
  file: string | null
  startEngine: (documentId: string, folder: string, env: Readonly<Record<string, string>>) => EngineTransport
  slots: EngineSlots
}

const MOST_DOCUMENTS = 32

/** Owns an engine for each document that the page has open, and hands on what they say while a page is there. */
export class PageSession {
  readonly id: string
  readonly file: string | null
  private readonly startEngine: (
    documentId: string,
    folder: string,
    env: Readonly<Record<string, string>>,
  ) => EngineTransport
  private readonly slots: EngineSlots
  private readonly documents = new Map<string, DocumentEngine>()
  private port: PagePort | null = null

  constructor(options: PageSessionOptions) {
    this.id = options.id
    this.file = options.file
    this.startEngine = options.startEngine
    this.slots = options.slots
  }

  get connected(): boolean {
    return this.port !== null
  }

  /** A page is there, in place of any earlier one; it learns the status of every engine at once. */
  attach(port: PagePort): void {
    this.port = port
    for (const [documentId, engine] of this.documents) {
      engine.cameBack()
      this.tellStatus(documentId, engine)
    }
  }

  /** The page is gone; a port that another page has replaced changes nothing. */
  detach(port: PagePort): void {
    if (this.port === port) this.port = null
  }

  /** The page can take frames again after {@link PagePort.sendFrame} said no. */
  caughtUp(): void {
    for (const engine of this.documents.values()) engine.caughtUp()
  }

  tell(event: HostEvent): void {
    this.port?.send({ kind: 'event', event })
  }

  /** Gives the document an engine, which starts with its first command, or tells how the one is that it has. Errors: the page has too many open. */
  open(documentId: string): void {
    const known = this.documents.get(documentId)
    if (known) return this.tellStatus(documentId, known)
    if (this.documents.size >= MOST_DOCUMENTS)
      throw new HostError({
        message: tell(
          'host.this_window_has_documents_open',
          "This window has {{most}} documents open, so that '{{documentId}}' gets no engine.",
          { most: MOST_DOCUMENTS, documentId },
        ),
        remedy: tell('host.close_document_first', 'Close a document first.'),
        code: 'full',
        documentId,
      })
    const engine = new DocumentEngine({
      documentId,
      slots: this.slots,
      start: (folder, env) => this.startEngine(documentId, folder, env),
      onStatus: (status) => this.tell({ kind: 'engineStatus', documentId, status }),
      onEvent: (event) => this.tell({ kind: 'engine', documentId, event }),
      // With no page there is nobody to be behind.
      sendFrame: (bytes) => this.port?.sendFrame(documentId, bytes) ?? true,
    })
    this.documents.set(documentId, engine)
    this.tellStatus(documentId, engine)
  }

  /** Errors: the page has no such document open. */
  document(documentId: string): DocumentEngine {
    const engine = this.documents.get(documentId)
    if (engine) return engine
    throw new HostError({
      message: tell(
        'host.this_window_has_no_document',
        "This window has no document '{{documentId}}' open.",
        { documentId },
      ),
      remedy: tell('host.reload_page_it_and_its', 'Reload the page; it and its host may be of two versions.'),
      code: 'unknownDocument',
      documentId,
    })
  }

  /** Ends the document's engine. Errors: the page has no such document open. */
  closeDocument(documentId: string): void {
    this.document(documentId).close()
    this.documents.delete(documentId)
  }

  get runsEngines(): boolean {
    return [...this.documents.values()].some(({ runs }) => runs)
  }

  /** Ends every engine. */
  close(): void {
    this.port = null
    for (const engine of this.documents.values()) engine.close()
    this.documents.clear()
  }

  private tellStatus(documentId: string, { status }: DocumentEngine): void {
    this.tell({ kind: 'engineStatus', documentId, status })
  }
}
