/** The windows that a number was made of: one channel at a time, and what each adds. */
import { useState } from 'react'
import type { Part, Plane, Values } from '../explain/explanation'
import { largest } from '../explain/places'
import { exactText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { Pager } from '../ui/stepper'
import { GridView } from './grid-view'
import { LineRow } from './line-row'
import { PlanePicture } from './plane-picture'
import { TermsView } from './terms-view'

interface PlanesViewProps {
  part: Extract<Part, { kind: 'planes' }>
  tensor: Values | null
}

export function PlanesView({ part: { of, planes, place }, tensor }: PlanesViewProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(0)
  const at = Math.min(chosen, planes.length - 1)
  const plane = planes[at]!
  const map = of === 'input' ? 'sequential' : 'diverging'
  const channel = t(of === 'input' ? 'explain.channelIn' : 'explain.channelOut', { channel: plane.channel })
  return (
    <div className="flex flex-col gap-2">
      <Pager
        label={t('explain.terms.channel')}
        text={t('explain.channelOf', { channel, at: at + 1, count: planes.length })}
        first={at}
        size={1}
        count={planes.length}
        onChange={setChosen}
      />
      <div className="flex flex-wrap items-start gap-3">
        {tensor && (
          <PlanePicture
            label={t('explain.picture', { channel })}
            tensor={tensor}
            channel={plane.channel}
            place={place}
            map={map}
          />
        )}
        <GridView
          label={t(of === 'input' ? 'explain.input' : 'explain.upstream')}
          grid={plane.window}
          map={map}
          winner={plane.winner}
        />
        {plane.kernel && (
          <div className="flex max-w-full items-center gap-2">
            <span className="text-muted" aria-hidden>
              ×
            </span>
            <GridView label={t('explain.kernel')} grid={plane.kernel} map="diverging" />
          </div>
        )}
      </div>
      <LineRow name={t(sumName(plane))} value={exactText(Math.fround(plane.sum))} />
      {planes.length > 1 && (
        <TermsView
          part={largest(
            'channel',
            planes.map((each) => ({ at: [each.channel], factors: [], value: each.sum })),
          )}
        />
      )}
    </div>
  )
}

function sumName({ winner, kernel }: Plane) {
  if (winner !== undefined) return 'explain.winner'
  return kernel ? 'explain.planeSum' : 'explain.windowSum'
}
