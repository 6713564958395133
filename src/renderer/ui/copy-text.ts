import { t } from '../texts/index'
import { showToast } from './toast'

/** Puts a text on the clipboard and says so, or says that it could not. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    showToast({ tone: 'success', title: done })
  } catch (error) {
    showToast({
      tone: 'error',
      title: t('live.wire.copyFailed'),
      text: error instanceof Error ? error.message : undefined,
    })
  }
}
