import { Shapes } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SampleInfo } from '../../main/contract'
import { openSample } from '../files/file-flow'
import { problemOf } from '../host/host-call-error'
import { host } from '../state/host'
import { Dialog } from '../ui/dialog'
import { showToast } from '../ui/toast'

/** The sample graphs, each with what it teaches. */
export function SamplesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [samples, setSamples] = useState<readonly SampleInfo[]>([])
  useEffect(() => {
    host().call('listSamples', {}).then(setSamples).catch(say)
  }, [])
  const open = (id: string) => {
    onClose()
    openSample(id).catch(say)
  }
  return (
    <Dialog open size="lg" onClose={onClose} title={t('samples.title')} description={t('samples.text')}>
      <ul className="grid gap-2 sm:grid-cols-2">
        {samples.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              onClick={() => open(sample.id)}
              className="flex h-full w-full flex-col gap-1 rounded-lg p-3 text-left ring-1 ring-line ring-inset hover:bg-hover hover:ring-line-strong"
            >
              <span className="flex items-center gap-2 font-semibold">
                <Shapes size={16} className="shrink-0 text-accent-text" aria-hidden />
                {sample.title}
              </span>
              <span className="text-sm text-muted">{sample.lesson}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function say(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
