import { Suspense } from 'react'
import { assertNever } from '../../graph/basics/assert-never'
import { useModalStore } from '../window/modal-store'
import type { Modal } from '../window/modal-store'
import { openDialog, useLayoutStore } from '../window/layout-store'
import { fetchedLater } from '../ui/fetched-later'
import { CommandPalette } from './command-palette'
import { QuestionDialog } from './question-dialog'
import { ReadingDialog } from './reading-dialog'

const AddHookDialog = fetchedLater(async () => (await import('../hooks/add-hook-dialog')).AddHookDialog)
const AboutDialog = fetchedLater(async () => (await import('./about-dialog')).AboutDialog)
const ChangedDialog = fetchedLater(async () => (await import('./changed-dialog')).ChangedDialog)
const ChoiceDialog = fetchedLater(async () => (await import('./choice-dialog')).ChoiceDialog)
const ConnectDialog = fetchedLater(async () => (await import('./connect-dialog')).ConnectDialog)
const DraftsDialog = fetchedLater(async () => (await import('./drafts-dialog')).DraftsDialog)
const FileDialog = fetchedLater(async () => (await import('./file-dialog')).FileDialog)
const FindingsDialog = fetchedLater(async () => (await import('./findings-dialog')).FindingsDialog)
const ImportedDialog = fetchedLater(async () => (await import('./imported-dialog')).ImportedDialog)
const ProgramDialog = fetchedLater(async () => (await import('./program-dialog')).ProgramDialog)
const PictureDialog = fetchedLater(async () => (await import('./picture-dialog')).PictureDialog)
const SamplesDialog = fetchedLater(async () => (await import('./samples-dialog')).SamplesDialog)
const ShortcutsDialog = fetchedLater(async () => (await import('./shortcuts-dialog')).ShortcutsDialog)
const WeightsDialog = fetchedLater(async () => (await import('./weights-dialog')).WeightsDialog)

/** Every window of the page; at most one that a person opened, and above it what the page asks. */
export function Dialogs() {
  const dialog = useLayoutStore((state) => state.dialog)
  const modals = useModalStore((state) => state.modals)
  const close = () => openDialog(null)
  return (
    <>
      <Suspense>
        {dialog === 'commands' && <CommandPalette onClose={close} />}
        {dialog === 'connect' && <ConnectDialog onClose={close} />}
        {dialog === 'addHook' && <AddHookDialog onClose={close} />}
        {dialog === 'samples' && <SamplesDialog onClose={close} />}
        {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
        {dialog === 'about' && <AboutDialog onClose={close} />}
      </Suspense>
      {modals.map((modal, index) => (
        <Suspense key={index}>
          <ModalView modal={modal} />
        </Suspense>
      ))}
    </>
  )
}

function ModalView({ modal }: { modal: Modal }) {
  switch (modal.kind) {
    case 'question':
      return <QuestionDialog modal={modal} />
    case 'choice':
      return <ChoiceDialog modal={modal} />
    case 'file':
      return <FileDialog modal={modal} />
    case 'findings':
      return <FindingsDialog modal={modal} />
    case 'reading':
      return <ReadingDialog modal={modal} />
    case 'imported':
      return <ImportedDialog modal={modal} />
    case 'weights':
      return <WeightsDialog modal={modal} />
    case 'picture':
      return <PictureDialog modal={modal} />
    case 'changed':
      return <ChangedDialog modal={modal} />
    case 'program':
      return <ProgramDialog modal={modal} />
    case 'drafts':
      return <DraftsDialog modal={modal} />
    default:
      return assertNever(modal)
  }
}
