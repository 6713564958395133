import { Fragment } from 'react'
import type { EngineStatus } from '../../main/contract'
import { useTranslation } from '../texts/use-translation'
import { useHostStore } from '../host/host'
import { Button } from '../ui/button'
import { copyText } from '../ui/copy-text'
import { Dialog } from '../ui/dialog'
import { useRun } from '../session/use-stores'

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
    [t('about.host'), info === null ? '—' : `${info.kind}, ${info.platform}`],
    [t('about.engine'), backend],
    ...(engine.state === 'ready' ? machineRows(engine, t) : []),
  ]
  return (
    <Dialog
      open
      onClose={onClose}
      title="Gradwire"
      description={t('about.text')}
      footer={
        <Button
          onClick={() => {
            const lines = rows.map(([label, value]) => `${label}: ${value}`)
            void copyText(lines.join('\n'), t('about.copied'))
          }}
        >
          {t('about.copy')}
        </Button>
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
