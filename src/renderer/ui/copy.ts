import { t } from '../texts/index'
import { showToast } from './toast'

/** Puts a text on the clipboard and says so, or says that it could not. */
export function copyText(text: string, done: string): Promise<void> {
  return copy(() => navigator.clipboard.writeText(text), done)
}

/** Puts a picture (PNG) on the clipboard and says so, or says that it could not. */
export function copyPicture(picture: Promise<Blob>, done: string): Promise<void> {
  return copy(() => navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]), done)
}

async function copy(write: () => Promise<void>, done: string): Promise<void> {
  try {
    await write()
    showToast({ tone: 'success', title: done })
  } catch (error) {
    showToast({
      tone: 'error',
      title: t('live.wire.copyFailed'),
      text: error instanceof Error ? error.message : undefined,
    })
  }
}
