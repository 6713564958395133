import { assertNever } from '../../graph/basics/assert-never'
import { useModalStore } from '../window/modal-store'
import type { Modal } from '../window/modal-store'
import { openDialog, useLayoutStore } from '../window/layout-store'
import { AddHookDialog } from '../hooks/add-hook-dialog'
import { AboutDialog } from './about-dialog'
import { CommandPalette } from './command-palette'
import { ConnectDialog } from './connect-dialog'
import { DraftsDialog } from './drafts-dialog'
import { FileDialog } from './file-dialog'
import { FindingsDialog } from './findings-dialog'
import { ImportedDialog } from './imported-dialog'
import { PictureDialog } from './picture-dialog'
import { QuestionDialog } from './question-dialog'
import { SamplesDialog } from './samples-dialog'
import { ShortcutsDialog } from './shortcuts-dialog'
import { WeightsDialog } from './weights-dialog'

/** Every window of the page; at most one that a person opened, and above it what the page asks. */
export function Dialogs() {
  const dialog = useLayoutStore((state) => state.dialog)
  const modals = useModalStore((state) => state.modals)
  const close = () => openDialog(null)
  return (
    <>
      {dialog === 'commands' && <CommandPalette onClose={close} />}
      {dialog === 'connect' && <ConnectDialog onClose={close} />}
      {dialog === 'addHook' && <AddHookDialog onClose={close} />}
      {dialog === 'samples' && <SamplesDialog onClose={close} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      {dialog === 'about' && <AboutDialog onClose={close} />}
      {modals.map((modal, index) => (
        <ModalView key={index} modal={modal} />
      ))}
    </>
  )
}

function ModalView({ modal }: { modal: Modal }) {
  switch (modal.kind) {
    case 'question':
      return <QuestionDialog modal={modal} />
    case 'file':
      return <FileDialog modal={modal} />
    case 'findings':
      return <FindingsDialog modal={modal} />
    case 'imported':
      return <ImportedDialog modal={modal} />
    case 'weights':
      return <WeightsDialog modal={modal} />
    case 'picture':
      return <PictureDialog modal={modal} />
    case 'drafts':
      return <DraftsDialog modal={modal} />
    default:
      return assertNever(modal)
  }
}
