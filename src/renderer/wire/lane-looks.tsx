/** All ways to look at a tensor: its numbers and their histogram, now or over time, and the tensor itself. */
import { useState } from 'react'
import { LanePast } from '../past/lane-past'
import { useRecordedPast } from '../past/use-past'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { LaneHistogram } from './lane-histogram'
import { LaneNumbers } from './lane-numbers'
import { LaneTensor } from './lane-tensor'
import type { LaneTensorProps } from './lane-tensor'

const TIMES = ['now', 'overTime'] as const

export function LaneLooks(props: LaneTensorProps) {
  const { t } = useTranslation()
  const { laneKey, place } = props
  const [time, setTime] = useState<(typeof TIMES)[number]>('now')
  useRecordedPast(laneKey)
  return (
    <>
      <Choice
        label={t('live.past.time')}
        value={time}
        options={TIMES.map((value) => ({
          value,
          label: t(`live.past.${value}`),
          hint: t(`live.past.${value}Hint`),
        }))}
        onChange={setTime}
        className="self-start"
      />
      {time === 'overTime' ? (
        <LanePast laneKey={laneKey} direction={place.direction} />
      ) : (
        <div className="flex flex-col gap-3 @min-[28rem]:grid @min-[28rem]:grid-cols-2 @min-[28rem]:gap-6">
          <LaneNumbers laneKey={laneKey} />
          <LaneHistogram laneKey={laneKey} direction={place.direction} />
        </div>
      )}
      <LaneTensor {...props} />
    </>
  )
}
