/** The methods of the contract, done once for both hosts. */
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { EngineCommand } from '../../engine/protocol'
import { hostMethods } from '../contract'
import type { HostAnswer, HostInfo, HostMethod, HostResult, MenuState, RecentFile } from '../contract'
import { Drafts } from '../files/drafts'
import type { DraftOwner } from '../files/drafts'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { Drawings } from './drawings'
import { exportGraph } from './export-graph'
import { exportTargets } from '../../graph/export/targets'
import { dataFolders, isDocument, withDataPaths } from '../files/data-paths'
import { Places } from '../files/places'
import { checkDocument, checkEnding } from './document-kind'
import { fullPath } from '../files/full-path'
import { sourcesBeside } from '../files/sources-beside'
import { listFolder, readDocument, readForeign, writeDocument } from '../files/files'
import { lookAtFile } from '../files/file-stamp'
import { HostError, problemOf } from '../files/host-error'
import { LivingHost } from '../files/living-host'
import type { PageSession } from './page-session'
import { RecentFiles } from '../files/recent-files'
import { listSamples, readSample } from '../files/samples'
import { removeLeftovers } from '../files/temporary-files'
import { tell } from '../../words/tell'

/** Dialogs of the desktop; null where the page shows its own. */
export interface NativeDialogs {
  pickOpen(session: PageSession, extensions: readonly string[]): Promise<string | null>
  pickSave(session: PageSession, suggestedName: string, extension: string): Promise<string | null>
  pickFolder(session: PageSession, title: string): Promise<string | null>
}

/** The menu of the desktop; null where the page's own is all there is. */
export interface NativeMenu {
  show(session: PageSession, state: MenuState): void
  showRecent(files: readonly RecentFile[]): void
}

export interface HostServiceOptions {
  kind: HostInfo['kind']
  version: string
  samplesFolder: string
  /** Drafts and recent files. */
  dataFolder: string
  /** A folder of the command line, where the page's dialogs begin. Default: the person's home. */
  folder?: string | null
  dialogs: NativeDialogs | null
  menu: NativeMenu | null
  /** What draws pictures. */
  drawer: ProgramEntry
  /** Opens another window with a file; null where the page opens it. */
  openWindow?: ((file: string) => void) | null
  isOpen: (session: string) => boolean
}

type Handlers = {
  [M in HostMethod]: (
    params: z.output<(typeof hostMethods)[M]>,
    session: PageSession,
  ) => Promise<M extends 'engine' ? unknown : HostResult<M>>
}

const request = z.object({ id: z.int(), method: z.string(), params: z.unknown() })

/** Parses every request with the contract's schemas, carries it out, and answers; it never throws. */
export class HostService {
  private readonly options: HostServiceOptions
  private readonly recent: RecentFiles
  private readonly drafts: Drafts
  private readonly living: Promise<LivingHost | null>
  private readonly places: Places
  private readonly drawings = new Drawings()
  private readonly handlers: Handlers

  constructor(options: HostServiceOptions) {
    this.options = options
    this.recent = new RecentFiles(join(options.dataFolder, 'recent.json'))
    this.living = LivingHost.start(options.dataFolder)
    this.drafts = new Drafts(join(options.dataFolder, 'drafts'), options.isOpen, this.living)
    void this.tidyUp()
    const { folder } = options
    this.places = new Places({
      roots: options.dialogs ? null : [folder ?? homedir(), homedir()],
      earlier: async () => (await this.recent.list()).map(({ path }) => path),
    })
    this.handlers = {
      ...this.fileHandlers(),
      ...this.draftHandlers(),
      ...this.dialogHandlers(),
      info: async (_, session) => {
        if (session.file !== null) await this.places.give(session.file)
        return this.info(session)
      },
      setMenu: async (state, session) => {
        if (!options.menu)
          throw refused(tell('host.no_native_menu', 'This host has no native menu; the page shows its own.'))
        options.menu.show(session, state)
        return null
      },
      openWindow: async ({ path }) => {
        const real = await this.places.toRead(path)
        if (!options.openWindow) throw refused(tell('host.own_windows', 'The page opens windows itself.'))
        options.openWindow(real)
        return null
      },
      ...this.documentHandlers(),
    }
  }

  /** Null for what is no request at all, which has no id to answer to. */
  async answer(message: unknown, session: PageSession): Promise<HostAnswer | null> {
    const parsed = request.safeParse(message)
    if (!parsed.success) return null
    const { id, method, params } = parsed.data
    try {
      return { kind: 'answer', id, ok: true, result: (await this.call(method, params, session)) ?? null }
    } catch (error) {
      return { kind: 'answer', id, ok: false, problem: problemOf(error) }
    }
  }

  /** Tells the native menu which files were open lately; it is told again whenever one is opened or saved. */
  async showRecent(): Promise<void> {
    const { menu } = this.options
    if (menu) menu.showRecent(await this.recent.list())
  }

  /** A person gave this file or folder, by the desktop's own means. */
  give(path: string): Promise<void> {
    return this.places.give(path)
  }

  close(): void {
    this.drafts.close()
    void this.living.then((host) => host?.close())
  }

  /** What a host that was killed has left where it wrote. */
  private async tidyUp(): Promise<void> {
    const { dataFolder } = this.options
    const recent = (await this.recent.list()).map(({ path }) => dirname(path))
    await removeLeftovers([dataFolder, join(dataFolder, 'drafts'), ...recent])
  }

  private async call(method: string, params: unknown, session: PageSession): Promise<unknown> {
    if (!isMethod(method))
      throw refused(tell('host.there_is_no_method', "There is no method '{{method}}'.", { method }))
    const parsed = hostMethods[method].safeParse(params)
    if (!parsed.success)
      throw refused(
        tell('host.request_is_not_valid', "The request '{{method}}' is not valid: {{error}}", {
          method,
          error: z.prettifyError(parsed.error),
        }),
      )
    // The schema under this key made these params for the handler under the same key.
    const handler = this.handlers[method] as (params: unknown, session: PageSession) => Promise<unknown>
    return handler(parsed.data, session)
  }

  /** A document was read or written: it can be from now on, and is among the recent ones. → its full path */
  private async opened(path: string): Promise<string> {
    const full = fullPath(path)
    await this.places.give(full)
    await this.recent.add(full)
    await this.showRecent()
    return full
  }

  private info(session: PageSession): HostInfo {
    return {
      kind: this.options.kind,
      version: this.options.version,
      platform: process.platform,
      dialogs: this.options.dialogs ? 'native' : 'page',
      file: session.file,
      session: session.id,
    }
  }

  private documentHandlers(): Pick<
    Handlers,
    | 'openDocument'
    | 'closeDocument'
    | 'exportGraph'
    | 'stopExport'
    | 'engine'
    | 'ownWeights'
    | 'restartEngine'
  > {
    return {
      openDocument: async ({ documentId }, session) => {
        session.open(documentId)
        return null
      },
      closeDocument: async ({ documentId }, session) => {
        session.closeDocument(documentId)
        this.drawings.stop(nameOf(session, documentId))
        return null
      },
      exportGraph: async (asked, session) => {
        const engine = session.document(asked.documentId)
        const target = exportTargets[asked.to]
        const path = await this.places.toWrite(asked.path)
        if (target.kind === 'file') checkEnding(path, target.extension)
        const written = await exportGraph(
          { ...asked, path },
          {
            wake: () => engine.wake(),
            drawer: this.options.drawer,
            drawings: this.drawings,
            whose: nameOf(session, asked.documentId),
          },
        )
        return { ...written, path: fullPath(asked.path) }
      },
      stopExport: async ({ documentId }, session) => {
        this.drawings.stop(nameOf(session, documentId))
        return null
      },
      engine: async ({ documentId, command, folder }, session) => {
        const located = withFolder(command, folder)
        const isOpen = located.kind === 'open'
        const allowed = isOpen ? checkDataFolders(located.document, this.places) : undefined
        return session.document(documentId).command(located, allowed)
      },
      ownWeights: async ({ documentId }, session) => session.document(documentId).hasOwnWeights,
      restartEngine: async ({ documentId }, session) => {
        session.document(documentId).wake().restart()
        return null
      },
    }
  }

  private fileHandlers(): Pick<
    Handlers,
    | 'listSamples'
    | 'readSample'
    | 'readFile'
    | 'readBytes'
    | 'lookAtFile'
    | 'writeFile'
    | 'listFolder'
    | 'listRecent'
  > {
    const { samplesFolder } = this.options
    return {
      listSamples: () => listSamples(samplesFolder),
      readSample: ({ id }) => readSample(samplesFolder, id),
      readFile: async ({ path }) => {
        const opened = await readDocument(await this.places.toRead(path))
        return { ...opened, path: await this.opened(path) }
      },
      readBytes: async ({ path }) => {
        const real = await this.places.toRead(path)
        const sources = await sourcesBeside(real, (source) => this.places.holdsSource(source))
        return { ...(await readForeign(real)), ...(sources && { sources }) }
      },
      lookAtFile: async ({ path, seen }) => lookAtFile(await this.places.toWrite(path), seen),
      writeFile: async ({ path, text, overwrite, seen }) => {
        const real = await this.places.toWrite(path)
        await checkDocument(real, text)
        const saved = await writeDocument(real, text, overwrite, seen)
        return { ...saved, path: await this.opened(path) }
      },
      listFolder: async ({ folder }) => {
        if (this.options.dialogs) throw refused(tell('host.own_dialogs', 'This host has dialogs of its own.'))
        const real = await this.places.toList(folder ?? this.options.folder ?? homedir())
        return listFolder(real, (path) => this.places.shows(path))
      },
      listRecent: async () => {
        const recent = await this.recent.list()
        // What is in that list was opened or saved before, by these rules.
        for (const { path } of recent) await this.places.give(path)
        return recent
      },
    }
  }

  private draftHandlers(): Pick<
    Handlers,
    'writeDraft' | 'clearDraft' | 'listDrafts' | 'readDraft' | 'takeDraft' | 'discardDraft'
  > {
    return {
      writeDraft: async ({ documentId, ...draft }, session) => {
        const owner = ownerOf(session, documentId)
        // A draft gives its file to whoever restores it.
        const mayWrite =
          draft.path !== null && (await this.places.toWrite(draft.path).catch(() => null)) !== null
        await this.drafts.write(owner, mayWrite ? draft : { ...draft, path: null })
        return null
      },
      clearDraft: async ({ documentId }, session) => {
        await this.drafts.clear(ownerOf(session, documentId))
        return null
      },
      listDrafts: () => this.drafts.listLeft(),
      readDraft: ({ id }) => this.drafts.readText(id),
      takeDraft: async ({ documentId, id }, session) => {
        const draft = await this.drafts.take(ownerOf(session, documentId), id)
        if (draft?.path != null) await this.places.give(draft.path)
        return draft
      },
      discardDraft: async ({ id }) => {
        await this.drafts.discard(id)
        return null
      },
    }
  }

  private dialogHandlers(): Pick<Handlers, 'pickOpen' | 'pickSave' | 'pickFolder'> {
    const dialogs = (): NativeDialogs => {
      if (!this.options.dialogs)
        throw refused(
          tell('host.this_host_has_no_native', 'This host has no native dialogs; the page shows its own.'),
        )
      return this.options.dialogs
    }
    const given = async (path: string | null): Promise<string | null> => {
      if (path !== null) await this.places.give(path)
      return path
    }
    return {
      pickOpen: async ({ extensions }, session) => given(await dialogs().pickOpen(session, extensions)),
      pickSave: async ({ suggestedName, extension }, session) =>
        given(await dialogs().pickSave(session, suggestedName, extension)),
      pickFolder: async ({ title }, session) => given(await dialogs().pickFolder(session, title)),
    }
  }
}

/** Of a document among those of all pages. */
function nameOf(session: PageSession, documentId: string): string {
  return `${session.id} ${documentId}`
}

/** Errors: the page has no such document open. */
function ownerOf(session: PageSession, documentId: string): DraftOwner {
  session.document(documentId)
  return { session: session.id, documentId }
}

function isMethod(method: string): method is HostMethod {
  return Object.hasOwn(hostMethods, method)
}

function refused(message: string): HostError {
  return new HostError({
    message,
    remedy: tell('host.reload_page_it_and_its', 'Reload the page; it and its host may be of two versions.'),
    code: 'invalid',
  })
}

/** A document that is opened has its data where its file is. */
function withFolder(command: EngineCommand, folder: string | undefined): EngineCommand {
  if (command.kind !== 'open' || folder === undefined || !isDocument(command.document)) return command
  return { ...command, document: withDataPaths(command.document, fullPath(folder)) }
}

/** Errors: data of the document lies where the page may not reach. */
async function checkDataFolders(document: unknown, places: Places): Promise<void> {
  for (const { node, folder } of dataFolders(document))
    if (!(await places.holdsData(folder)))
      throw new HostError({
        message: tell('host.data_folder_closed', 'The folder {{folder}} is closed to this window.', {
          folder,
        }),
        remedy: tell(
          'host.move_data_or_open_folder',
          'Move the data below your home folder or beside the graph, or open the folder from the command line: npm start -- FOLDER.',
        ),
        node: node.id,
        name: node.name,
        param: 'folder',
        code: 'closed',
      })
}
