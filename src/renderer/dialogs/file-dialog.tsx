import { ArrowUp, File, FileBox, FileCode, FileDigit, FileJson, Folder } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { dateIn } from '../../words/dates'
import { useTranslation } from '../texts/use-translation'
import type { FolderEntry, FolderListing, HostProblem } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import { host } from '../host/host'
import type { Modal } from '../window/modal-store'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { IconButton } from '../ui/icon-button'
import { TextField } from '../ui/text-field'

type FileModal = Extract<Modal, { kind: 'file' }>
const LAST_FOLDER = 'gradwire.folder'
const ICONS: Record<string, LucideIcon> = {
  json: FileJson,
  py: FileCode,
  onnx: FileBox,
  pt: FileDigit,
  pth: FileDigit,
  bin: FileDigit,
  safetensors: FileDigit,
}

/** Our own dialog for opening, saving and choosing a folder, where the host has no native one. */
export function FileDialog({ modal }: { modal: FileModal }) {
  const { t } = useTranslation()
  const { mode, extensions, answer } = modal
  const [listing, setListing] = useState<FolderListing | null>(null)
  const [problem, setProblem] = useState<HostProblem | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [name, setName] = useState(modal.suggestedName)
  const [folder, setFolder] = useState<string | undefined>(
    () => localStorage.getItem(LAST_FOLDER) ?? undefined,
  )
  /** The folder that the list is of, or was asked for in vain; null before the first. */
  const [asked, setAsked] = useState<string | null | undefined>(null)
  /** Enter came before the list did. */
  const [entered, setEntered] = useState(false)
  useEffect(() => {
    let wanted = true
    host()
      .call('listFolder', { folder })
      .then((next) => {
        if (!wanted) return
        localStorage.setItem(LAST_FOLDER, next.folder)
        setListing(next)
        setChosen(null)
        setProblem(null)
        setAsked(folder)
      })
      .catch((error: unknown) => {
        if (!wanted) return
        // A folder of another time may be closed to this window, or gone.
        const isRemembered = localStorage.getItem(LAST_FOLDER) === folder
        localStorage.removeItem(LAST_FOLDER)
        if (isRemembered) return setFolder(undefined)
        setProblem(problemOf(error))
        setEntered(false)
        setAsked(folder)
      })
    return () => {
      wanted = false
    }
  }, [folder])
  const path = asked === folder ? pathOf(modal, listing, chosen, name) : null
  useEffect(() => {
    if (entered && path !== null) answer(path)
  }, [answer, entered, path])
  const entries = (listing?.entries ?? []).filter(
    (entry) =>
      !entry.name.startsWith('.') &&
      (entry.kind === 'folder' || (mode !== 'folder' && hasEnding(entry.name, extensions))),
  )
  const pick = (entry: FolderEntry) => {
    setChosen(entry.path)
    if (entry.kind === 'file') setName(entry.name)
  }
  const activate = (entry: FolderEntry) => {
    if (entry.kind === 'folder') setFolder(entry.path)
    else if (mode === 'save') pick(entry)
    else answer(entry.path)
  }
  return (
    <Dialog
      open
      size="md"
      onClose={() => answer(null)}
      title={t(
        mode === 'save' && extensions[0] !== 'json' ? 'fileDialog.title.export' : `fileDialog.title.${mode}`,
        { name: modal.suggestedName },
      )}
      footer={
        <>
          <Button tone="quiet" onClick={() => answer(null)}>
            {t('common.cancel')}
          </Button>
          <Button tone="primary" disabled={path === null} onClick={() => answer(path)}>
            {t(`fileDialog.confirm.${mode}`)}
          </Button>
        </>
      }
    >
      <div className="flex items-center gap-1.5 pb-2">
        <IconButton
          icon={ArrowUp}
          label={t('fileDialog.up')}
          disabled={listing?.parent == null}
          onClick={() => setFolder(listing?.parent ?? undefined)}
        />
        <TextField
          mono
          aria-label={t('fileDialog.folder')}
          value={listing?.folder ?? ''}
          onCommit={setFolder}
        />
      </div>
      {problem !== null && (
        <p role="alert" className="mb-2 rounded-md bg-danger-soft p-2 text-sm text-danger">
          {problem.message} {problem.remedy}
        </p>
      )}
      <FolderList
        mode={mode}
        extensions={extensions}
        entries={entries}
        chosen={chosen}
        onPick={pick}
        onActivate={activate}
      />
      {mode === 'save' && (
        <label className="mt-3 flex items-center gap-2 text-sm text-muted">
          {t('fileDialog.name')}
          <TextField
            data-autofocus=""
            onFocus={(event) => event.currentTarget.select()}
            value={name}
            onType={(typed) => {
              setName(typed)
              setEntered(false)
            }}
            onCommit={setName}
            onEnter={() => setEntered(true)}
          />
        </label>
      )}
    </Dialog>
  )
}

interface FolderListProps {
  mode: FileModal['mode']
  extensions: readonly string[]
  entries: readonly FolderEntry[]
  chosen: string | null
  onPick: (entry: FolderEntry) => void
  onActivate: (entry: FolderEntry) => void
}

function FolderList({ mode, extensions, entries, chosen, onPick, onActivate }: FolderListProps) {
  const { t } = useTranslation()
  return (
    <ul
      aria-label={t('fileDialog.entries')}
      className="h-72 overflow-y-auto rounded-md bg-sunken p-1 ring-1 ring-line ring-inset"
    >
      {entries.length === 0 && (
        <li className="p-4 text-center text-sm text-muted">
          {mode === 'folder'
            ? t('fileDialog.emptyFolder')
            : extensions.includes('json')
              ? t('fileDialog.empty')
              : t('fileDialog.emptyExport', { extension: extensions.join(', .') })}
        </li>
      )}
      {entries.map((entry) => {
        const Icon = entry.kind === 'folder' ? Folder : (ICONS[endingOf(entry.name)] ?? File)
        return (
          <li key={entry.path}>
            <button
              type="button"
              aria-pressed={entry.path === chosen}
              onClick={() => (entry.kind === 'folder' ? onActivate(entry) : onPick(entry))}
              onDoubleClick={() => entry.kind === 'file' && onActivate(entry)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  event.preventDefault()
                  onActivate(entry)
                } else walk(event)
              }}
              className="flex h-7 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover aria-pressed:bg-accent-soft"
            >
              <Icon size={15} className="shrink-0 text-faint" aria-hidden />
              <span className="min-w-0 flex-1 truncate" title={entry.name}>
                {entry.name}
              </span>
              {entry.kind === 'file' && (
                <span className="shrink-0 text-xs text-faint tabular">{dateIn(entry.modified)}</span>
              )}
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function pathOf(
  { mode, extensions }: FileModal,
  listing: FolderListing | null,
  chosen: string | null,
  name: string,
): string | null {
  if (listing === null) return null
  if (mode === 'folder') return listing.folder
  if (mode !== 'save') return chosen
  const trimmed = name.trim()
  if (trimmed === '' || /[\\/]/.test(trimmed)) return null
  const separator = listing.folder.includes('\\') ? '\\' : '/'
  const folder = listing.folder.endsWith(separator) ? listing.folder : listing.folder + separator
  const named = extensions.some((ending) => trimmed.endsWith(`.${ending}`))
  return folder + (named ? trimmed : `${trimmed}.${extensions[0] ?? 'json'}`)
}

/** The arrow keys go from entry to entry. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  event.preventDefault()
  const entries = [...(event.currentTarget.closest('ul')?.querySelectorAll('button') ?? [])]
  entries[entries.findIndex((entry) => entry === event.currentTarget) + by]?.focus()
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}

function hasEnding(name: string, extensions: readonly string[]): boolean {
  return extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`))
}
