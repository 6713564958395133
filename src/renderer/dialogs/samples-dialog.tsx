import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { countText } from '../../graph/drawing/node-text'
import type { SampleGroup, SampleInfo } from '../../main/contract'
import { openSample } from '../files/file-flow'
import { problemOf } from '../host/host-call-error'
import { host } from '../state/host'
import { Dialog } from '../ui/dialog'
import { showToast } from '../ui/toast'

/** The sample graphs in groups, from easy to hard, each with the beginning of its lesson. */
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
      {grouped(samples).map(([group, members]) => (
        <section key={group} aria-labelledby={`samples-${group}`} className="mt-3 first:mt-1">
          <h3 id={`samples-${group}`} className="mb-1.5 text-sm font-semibold text-muted">
            {t(`samples.group.${group}`)}
          </h3>
          <ul className="grid gap-2 sm:grid-cols-2">
            {members.map((sample) => (
              <li key={sample.id}>
                <SampleButton sample={sample} onOpen={() => open(sample.id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Dialog>
  )
}

function SampleButton({ sample, onOpen }: { sample: SampleInfo; onOpen: () => void }) {
  const { t } = useTranslation()
  const { title, lesson, parameters } = sample
  return (
    <button
      type="button"
      onClick={onOpen}
      title={lesson}
      className="flex h-full w-full flex-col gap-1 rounded-lg px-3 py-2.5 text-left ring-1 ring-line ring-inset hover:bg-hover hover:ring-line-strong"
    >
      <span className="flex w-full items-baseline gap-2">
        <span className="min-w-0 truncate font-semibold">{title}</span>
        <span
          className="ml-auto shrink-0 font-mono text-xs text-faint tabular"
          aria-label={t('samples.parameters', { count: parameters })}
          title={t('samples.parameters', { count: parameters })}
        >
          {countText(parameters)}
        </span>
      </span>
      <span className="text-sm text-muted">{firstSentence(lesson)}</span>
    </button>
  )
}

/** Keeps the order, which is the host's. */
function grouped(samples: readonly SampleInfo[]): [SampleGroup, SampleInfo[]][] {
  const groups = new Map<SampleGroup, SampleInfo[]>()
  for (const sample of samples) groups.set(sample.group, [...(groups.get(sample.group) ?? []), sample])
  return [...groups]
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?= |$)/s.exec(text)?.[0] ?? text
}

function say(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
