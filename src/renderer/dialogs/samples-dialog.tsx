import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { SampleGroup, SampleInfo } from '../../main/contract'
import { openSample } from '../files/file-flow'
import { problemOf } from '../host/host-call-error'
import { host } from '../host/host'
import { Dialog } from '../ui/dialog'
import { showToast } from '../ui/toast'
import { useSession } from '../session/session-provider'
import { GraphSketch } from './graph-sketch'

/** The sample graphs in groups, from easy to hard, each with the beginning of its lesson. */
export function SamplesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const [samples, setSamples] = useState<readonly SampleInfo[] | null>(null)
  useEffect(() => {
    host().call('listSamples', {}).then(setSamples).catch(say)
  }, [])
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (samples !== null) list.current?.querySelector<HTMLElement>('[data-sample]')?.focus()
  }, [samples])
  const open = (id: string) => {
    onClose()
    openSample(session, id).catch(say)
  }
  return (
    <Dialog open size="lg" onClose={onClose} title={t('samples.title')} description={t('samples.text')}>
      <div ref={list} aria-busy={samples === null}>
        {samples === null && <Skeleton />}
        {grouped(samples ?? []).map(([group, members]) => (
          <section key={group} aria-labelledby={`samples-${group}`} className="mt-3 first:mt-1">
            <h3 id={`samples-${group}`} className="mb-1.5 text-sm font-semibold text-muted">
              {t(`samples.group.${group}`)}
            </h3>
            <ul className="grid gap-2 @min-[36rem]:grid-cols-2">
              {members.map((sample) => (
                <li key={sample.id}>
                  <SampleButton sample={sample} onOpen={() => open(sample.id)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** Holds the place of what is still read. */
function Skeleton() {
  return (
    <ul className="mt-8 grid gap-2 @min-[36rem]:grid-cols-2" aria-hidden>
      {Array.from({ length: 6 }, (_, at) => (
        <li key={at} className="h-23 rounded-lg bg-sunken" />
      ))}
    </ul>
  )
}

function SampleButton({ sample, onOpen }: { sample: SampleInfo; onOpen: () => void }) {
  const { t } = useTranslation()
  const { title, lesson, parameters, sketch } = sample
  return (
    <button
      type="button"
      data-sample
      onClick={onOpen}
      onKeyDown={walk}
      title={lesson}
      className="flex h-full min-h-23 w-full items-start gap-3 rounded-lg p-2.5 text-left ring-1 ring-line ring-inset hover:bg-hover hover:ring-line-strong"
    >
      <GraphSketch sketch={sketch} className="h-18 w-28 shrink-0" />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="truncate font-semibold">{title}</span>
        <span className="text-xs text-faint tabular">{t('samples.parameters', { count: parameters })}</span>
        <span className="text-sm text-muted">{firstSentence(lesson)}</span>
      </span>
    </button>
  )
}

/** Keeps the order, which is the host's. */
function grouped(samples: readonly SampleInfo[]): [SampleGroup, SampleInfo[]][] {
  const groups = new Map<SampleGroup, SampleInfo[]>()
  for (const sample of samples) groups.set(sample.group, [...(groups.get(sample.group) ?? []), sample])
  return [...groups]
}

/** The arrow keys go from sample to sample, Home and End to the ends. */
function walk(event: React.KeyboardEvent<HTMLElement>): void {
  const dialog = event.currentTarget.closest('[role=dialog]')
  const samples = [...(dialog?.querySelectorAll<HTMLElement>('[data-sample]') ?? [])]
  const at = samples.indexOf(event.currentTarget)
  const places: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: nextRow(samples, at, 1),
    ArrowUp: nextRow(samples, at, -1),
    Home: 0,
    End: samples.length - 1,
  }
  const place = places[event.key]
  if (place === undefined) return
  event.preventDefault()
  samples[place]?.focus()
}

/** The nearest sample in the row above or below. */
function nextRow(samples: readonly HTMLElement[], at: number, by: 1 | -1): number {
  const here = samples[at]!.getBoundingClientRect()
  const boxes = samples.map((sample) => sample.getBoundingClientRect())
  let to = at + by
  while (boxes[to] !== undefined && boxes[to]!.top === here.top) to += by
  const row = boxes[to]?.top
  if (row === undefined) return at
  const members = boxes.flatMap((box, i) => (box.top === row ? [i] : []))
  return members.find((i) => boxes[i]!.left === here.left) ?? members.at(-1)!
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?= |$)/s.exec(text)?.[0] ?? text
}

function say(error: unknown): void {
  const { message, remedy } = problemOf(error)
  showToast({ tone: 'error', title: message, text: remedy })
}
