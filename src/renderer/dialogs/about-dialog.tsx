import { Fragment, useEffect, useState } from 'react'
import type { EngineStatus } from '../../main/contract'
import { useTranslation } from '../texts/use-translation'
import { useHostStore } from '../host/host'
import { Button } from '../ui/button'
import { copyText } from '../ui/copy'
import { Dialog } from '../ui/dialog'
import { Select } from '../ui/select'
import { useRun } from '../session/use-stores'
import { docPages, readAboutText } from './about-texts'
import type { AboutText } from './about-texts'

type Ready = Extract<EngineStatus, { state: 'ready' }>

/** Which version runs where, for a report. */
export function AboutDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const info = useHostStore((state) => state.info)
  const engine = useRun((run) => run.engine)
  const backend =
    engine.state === 'ready'
      ? `${engine.backend} ${engine.version}, ${t('live.engine.threads', { count: engine.threads })}`
      : engine.message
  const rows: [string, string][] = [
    [t('about.version'), info?.version ?? '—'],
    [t('about.licence'), 'MIT'],
    [t('about.host'), info === null ? '—' : `${info.kind}, ${info.platform}`],
    [t('about.engine'), backend],
    ...(engine.state === 'ready' ? machineRows(engine, t) : []),
  ]
  const [reading, setReading] = useState<AboutText | null>(null)
  if (reading !== null) return <Reading text={reading} onTurn={setReading} onClose={onClose} />
  return (
    <Dialog
      open
      size="md"
      onClose={onClose}
      title="Gradwire"
      description={t('about.text')}
      footer={
        <>
          <div className="mr-auto flex gap-2">
            <Button data-autofocus="" onClick={() => setReading({ kind: 'doc', name: docPages[0] ?? '' })}>
              {t('about.docs')}
            </Button>
            <Button onClick={() => setReading({ kind: 'licence' })}>{t('about.licence')}</Button>
            <Button onClick={() => setReading({ kind: 'notices' })}>{t('about.notices')}</Button>
          </div>
          <Button
            onClick={() => {
              const lines = rows.map(([label, value]) => `${label}: ${value}`)
              void copyText(lines.join('\n'), t('about.copied'))
            }}
          >
            {t('about.copy')}
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 pt-2 text-sm" data-selectable>
        {rows.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="font-mono break-words">
              <Parts of={value} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}

interface ReadingProps {
  text: AboutText
  onTurn: (text: AboutText | null) => void
  onClose: () => void
}

/** A text that comes with Gradwire, as it is written. */
function Reading({ text, onTurn, onClose }: ReadingProps) {
  const { t } = useTranslation()
  const [read, setRead] = useState<{ of: AboutText; body: string } | null>(null)
  useEffect(() => {
    let late = false
    readAboutText(text).then(
      (body) => !late && setRead({ of: text, body }),
      () => !late && setRead({ of: text, body: t('about.missing') }),
    )
    return () => {
      late = true
    }
  }, [text, t])
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={t(text.kind === 'doc' ? 'about.docs' : `about.${text.kind}`)}
      footer={
        <Button data-autofocus="" onClick={() => onTurn(null)}>
          {t('about.back')}
        </Button>
      }
    >
      {text.kind === 'doc' && (
        <div className="sticky top-0 bg-raised pb-2">
          <Select
            aria-label={t('about.page')}
            value={text.name}
            options={docPages.map((name) => ({ value: name, label: `${name}.md` }))}
            onChange={(name) => onTurn({ kind: 'doc', name })}
          />
        </div>
      )}
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keys
        tabIndex={0}
        aria-label={t('about.reading')}
        translate="no"
        data-selectable
        className="min-h-40 font-mono text-xs break-words whitespace-pre-wrap text-muted"
      >
        {read?.of === text ? read.body : ''}
      </pre>
    </Dialog>
  )
}

/** A list between commas, each part on one line where it fits: `AVX-512 BF16` is one name. */
function Parts({ of }: { of: string }) {
  return of.split(/(?<=,) /).map((part, at) => (
    <Fragment key={at}>
      {at > 0 && ' '}
      <span className="inline-block">{part}</span>
    </Fragment>
  ))
}

/** What the numbers and the speed of a report depend on. */
function machineRows(
  { backend, oneDnn, instructions }: Ready,
  t: ReturnType<typeof useTranslation>['t'],
): [string, string][] {
  const kernels = oneDnn ? t('about.withOneDnn') : t('about.withoutOneDnn')
  const rows: [string, string][] = []
  if (backend === 'tensorflow') rows.push([t('about.kernels'), kernels])
  if (instructions.length > 0) rows.push([t('about.processor'), instructions.join(', ')])
  return rows
}
