/**
 * The contract between a page and its host: the same over Electron IPC and over the web host's socket.
 *
 * Requests are `{ id, method, params }`, answers `{ id, ok, result | problem }`, events `{ event }`; over a socket they
 * are JSON, with typed arrays attached (`src/graph/frames/message-codec.ts`). Tensors come as binary frames
 * (`src/graph/frames/frame.ts`). Every request's params are parsed with these schemas first.
 *
 * A page may have several documents open. What is about one of them names it; a name that the page has not opened is
 * refused with `unknownDocument`.
 */
import type { Sketch } from '../graph/drawing/sketch'
import { z } from 'zod'
import { detailedIds, pageActionIds, switchIds, type PageActionId } from '../actions/actions'
import { LANE_DIRECTIONS, LANE_TROUBLES } from '../graph/export/picture/flows'
import { PICTURE_THEMES } from '../graph/export/picture/themes'
import { exportTargetNames } from '../graph/export/targets'
import {
  documentId,
  engineCommand,
  type BackendInfo,
  type EngineCommandKind,
  type EngineEvent,
  type EngineProblem,
} from '../engine/protocol'

const filePath = z.string().min(1).max(4096)
const draftId = z.string().max(200)

export const fileStamp = z.object({
  size: z.number(),
  /** Milliseconds since 1970. */
  modified: z.number(),
  /** SHA-256 of what is in it. */
  hash: z.string().max(64),
})
/** By which a file is known again that was read or written. */
export type FileStamp = z.output<typeof fileStamp>

const menuState = z.object({
  /** The actions that can be run now. */
  enabled: z.array(z.enum(pageActionIds)),
  /** The switches that are on. */
  on: z.array(z.enum(switchIds)),
  /** What an action would do, e.g. what Undo takes back. */
  details: z.partialRecord(z.enum(detailedIds), z.string().max(400)),
})
/** What a native menu shows of the page's actions. */
export type MenuState = z.output<typeof menuState>

/** A wire of a large graph has two lanes. */
const MOST_LANES = 100_000
const pictureFlows = z.object({
  module: z.string().max(200),
  step: z.number().int(),
  lanes: z
    .array(
      z.object({
        edge: z.string().max(200),
        direction: z.enum(LANE_DIRECTIONS),
        rms: z.number().min(0),
        count: z.number().int().min(0),
        trouble: z.enum(LANE_TROUBLES).nullable(),
        text: z.string().max(100),
        shape: z.string().max(200),
      }),
    )
    .max(MOST_LANES),
})

export const hostMethods = {
  /** What this host is and can do. → {@link HostInfo} */
  info: z.object({}),
  /**
   * Gives a document an engine process of its own, which starts with its first command, and tells how it is. One that the page has open stays as it is: a page
   * that is loaded again, or comes back to its host, finds its engine and run.
   */
  openDocument: z.object({ documentId }),
  /** Ends the document's engine. Its draft, if there is one, stays until it is cleared. */
  closeDocument: z.object({ documentId }),
  /** → {@link SampleInfo}[] */
  listSamples: z.object({}),
  /** → {@link OpenedFile} with no path */
  readSample: z.object({ id: z.string().max(100) }),
  /** Reads a document's text; the page parses it. → {@link OpenedFile} */
  readFile: z.object({ path: filePath }),
  /** Reads another program's file; the page imports it. → {@link ForeignFile} */
  readBytes: z.object({ path: filePath }),
  /**
   * Writes to a temporary file, syncs and renames. Refuses a file that is not the one that was `seen` last, with `changed`.
   * → {@link SavedFile}
   */
  writeFile: z.object({
    path: filePath,
    text: z.string(),
    overwrite: z.boolean(),
    seen: fileStamp.optional(),
  }),
  /** What has become of a file that was read or written. → {@link FileState} */
  lookAtFile: z.object({ path: filePath, seen: fileStamp }),
  /**
   * Writes the document as a folder or a file for another program, with the weights and samples of its engine, which
   * must have it open. Refuses a file that is there, and a folder that holds something else, with `exists`, unless
   * `overwrite`, and a file that is not the one that was `seen` last, with `changed`. → {@link ExportedFiles}
   */
  exportGraph: z.object({
    documentId,
    document: z.unknown(),
    to: z.enum(exportTargetNames),
    path: filePath,
    withWeights: z.boolean(),
    theme: z.enum(PICTURE_THEMES).default('light'),
    /** Pixels of a PNG for each of the canvas. */
    scale: z.number().min(0.5).max(8).default(2),
    /** Whether a picture has shapes and settings. */
    values: z.boolean().default(true),
    /** What flowed on the wires of a picture. */
    flows: pictureFlows.optional(),
    /** How many samples an ONNX model takes at once; null: any number. */
    batch: z.number().int().min(1).nullable().default(null),
    /** Whether a PyTorch folder has the data, where the engine is ready. */
    samples: z.boolean().default(false),
    overwrite: z.boolean(),
    seen: fileStamp.optional(),
  }),
  /** Gives up pictures and texts of the document that are being drawn: {@link exportGraph} is refused with `stopped`. */
  stopExport: z.object({ documentId }),
  /** Native dialogs; only where `info.dialogs` is `native`. → path or null when dismissed */
  pickOpen: z.object({ extensions: z.array(z.string().max(20)).max(50).default(['json']) }),
  pickSave: z.object({ suggestedName: z.string().max(255), extension: z.string().max(20).default('json') }),
  pickFolder: z.object({ title: z.string().max(300) }),
  /** Opens another window with a file that can be read; only where `info.kind` is `electron`. */
  openWindow: z.object({ path: filePath }),
  /** Told whenever it changes; only where `info.kind` is `electron`. */
  setMenu: menuState,
  /** A folder's entries for the page's own dialogs; without a folder the person's home. → {@link FolderListing} */
  listFolder: z.object({ folder: filePath.optional() }),
  /** → {@link RecentFile}[], newest first */
  listRecent: z.object({}),
  /** Keeps what is not saved yet, so that nothing is lost when a window or the machine goes down. */
  writeDraft: z.object({
    documentId,
    text: z.string(),
    path: filePath.nullable(),
    name: z.string().max(255),
    /** Of the file at `path`. */
    seen: fileStamp.optional(),
    /** By which its window knows it, also when its page was loaded again. */
    loadName: z.string().max(64).optional(),
  }),
  clearDraft: z.object({ documentId }),
  /** Drafts that windows no longer open have left. → {@link DraftInfo}[] */
  listDrafts: z.object({}),
  /** What is in one of those, which stays where it is. → its text, or null where it is gone */
  readDraft: z.object({ id: draftId }),
  /** Takes a left draft over, or without an id reads the document's own after a reload. → {@link Draft} or null */
  takeDraft: z.object({ documentId, id: draftId.optional() }),
  discardDraft: z.object({ id: draftId }),
  /** One command for the document's engine; with `open`, the folder from which data of the document is meant. → that command's result */
  engine: z.object({ documentId, command: engineCommand, folder: filePath.optional() }),
  /** Whether the document's net has other weights than those it began with: trained, from a file, or changed by hand. → boolean */
  ownWeights: z.object({ documentId }),
  /** Starts the document's engine again after it died more often than the host restarts it by itself. */
  restartEngine: z.object({ documentId }),
} as const

export type HostMethod = keyof typeof hostMethods
export type HostParams<M extends HostMethod> = z.input<(typeof hostMethods)[M]>
/** Methods that are about one document. */
export type DocumentMethod = {
  [M in HostMethod]: HostParams<M> extends { documentId: string } ? M : never
}[HostMethod]

export interface HostInfo {
  kind: 'electron' | 'web'
  version: string
  platform: string
  dialogs: 'native' | 'page'
  /** A file given on the command line, to open first. */
  file: string | null
  /** Identifies this window's session; a page that comes back with it finds its engines and runs again. */
  session: string
}

/** `first`: a few weights; `digits` and `vision`: small and coloured pictures; `other`: not sorted in. */
export type SampleGroup = 'first' | 'digits' | 'vision' | 'sequences' | 'other'

export interface SampleInfo {
  id: string
  title: string
  lesson: string
  group: SampleGroup
  /** Number of learnable values. */
  parameters: number
  sketch: Sketch | null
}

export interface OpenedFile {
  path: string | null
  name: string
  text: string
  /** Where it has a path. */
  stamp?: FileStamp | undefined
}

/** Sources by their paths in a folder; `path`: the one that was asked for. */
export interface SourcesBeside {
  path: string
  /** What the folder is called. */
  name: string
  files: readonly (readonly [path: string, text: string])[]
}

export interface ForeignFile {
  name: string
  bytes: Uint8Array
  /** Of a source: those that it imports, within its folder. */
  sources?: SourcesBeside | undefined
  stamp?: FileStamp | undefined
}

export interface SavedFile {
  path: string
  name: string
  /** Of a file; a folder has none. */
  stamp?: FileStamp | undefined
}

export type FileState = 'same' | 'changed' | 'missing'

export interface ExportedFiles extends SavedFile {
  /** Why the samples that the graph names are not in the folder. */
  missing: EngineProblem | null
  /** What a person should know of a file. */
  note?: string
}

export interface FolderEntry {
  name: string
  path: string
  kind: 'folder' | 'file'
  size: number
  /** Milliseconds since 1970. */
  modified: number
}

export interface FolderListing {
  folder: string
  parent: string | null
  entries: FolderEntry[]
}

export interface RecentFile {
  path: string
  name: string
  opened: number
}

export interface DraftInfo {
  id: string
  name: string
  path: string | null
  saved: number
  seen?: FileStamp | undefined
  /** By which the window that wrote it knows it. */
  loadName?: string | undefined
  /** Bytes of its text. */
  size: number
}

export interface Draft extends Omit<DraftInfo, 'size'> {
  text: string
}

/**
 * `starting`, `ready`, `restarting` after a crash, or `failed` when it does not come up. `because`: why it has so many threads, where that
 * was found by trying.
 */
export type EngineStatus =
  | { state: 'starting' | 'restarting'; message: string }
  | ({ state: 'ready'; pid: number; because?: string | null } & BackendInfo)
  | { state: 'failed'; message: string; remedy: string }

export type HostEvent =
  | { kind: 'engine'; documentId: string; event: EngineEvent }
  | { kind: 'engineStatus'; documentId: string; status: EngineStatus }
  /** An item of the native menu was chosen; `byKey`: by its shortcut, which a text field may want for itself. */
  | { kind: 'menu'; action: PageActionId; byKey: boolean }
  /** Another start of the app asked for this file, or it was dropped on the dock icon. */
  | { kind: 'openFile'; path: string }
  /** Something failed in the host that no request of the page is about. */
  | { kind: 'trouble'; problem: EngineProblem }

export interface HostResults {
  info: HostInfo
  listSamples: SampleInfo[]
  readSample: OpenedFile
  readFile: OpenedFile
  readBytes: ForeignFile
  writeFile: SavedFile
  lookAtFile: FileState
  exportGraph: ExportedFiles
  ownWeights: boolean
  pickOpen: string | null
  pickSave: string | null
  pickFolder: string | null
  listFolder: FolderListing
  listRecent: RecentFile[]
  listDrafts: DraftInfo[]
  readDraft: string | null
  takeDraft: Draft | null
}
export type HostResult<M extends HostMethod> = M extends keyof HostResults ? HostResults[M] : null

/** A refused request: what is wrong and what to do. `code` is e.g. `exists`, `missing`, `full`, `denied`, `unknownDocument`. */
export interface HostProblem extends EngineProblem {
  code?: string
}

export interface HostRequest {
  id: number
  method: HostMethod
  params: unknown
}

export type HostAnswer =
  | { kind: 'answer'; id: number; ok: true; result: unknown }
  | { kind: 'answer'; id: number; ok: false; problem: HostProblem }
/** Takes what flows on one lane of a document's wire. */
export type FrameListener = (documentId: string, bytes: Uint8Array) => void
export type HostMessage = HostAnswer | { kind: 'event'; event: HostEvent }

/** A command as a page gives it; the engine fills in what it leaves out. */
export type EngineCommandParams<K extends EngineCommandKind> = Extract<
  z.input<typeof engineCommand>,
  { kind: K }
>

/** The page's side of a host; made by the preload in Electron and over a WebSocket in the web host. */
export interface HostConnection {
  call<M extends HostMethod>(method: M, params: HostParams<M>): Promise<HostResult<M>>
  onEvent(listener: (event: HostEvent) => void): () => void
  onFrame(listener: FrameListener): () => void
  /** True while the host answers; a page that loses its host keeps the document and says so. */
  onConnection(listener: (connected: boolean) => void): () => void
}

/** The bridge that Electron's preload puts on `window`; an error's own fields would not cross it, so answers are data. */
export interface HostBridge {
  request(request: HostRequest): void
  /** From now on what the host says goes to these, and to none before. */
  listen(listeners: BridgeListeners): void
}

export interface BridgeListeners {
  message: (message: HostMessage) => void
  frame: FrameListener
  /** The page did not keep up, and has missed events: it listens anew, and begins with a snapshot. */
  missed: () => void
}
export const BRIDGE = 'gradwireHost'
