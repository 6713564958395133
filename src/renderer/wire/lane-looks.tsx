/** All ways to look at a tensor: its numbers, their histogram, and the tensor itself. */
import { LaneHistogram } from './lane-histogram'
import { LaneNumbers } from './lane-numbers'
import { LaneTensor } from './lane-tensor'
import type { LaneTensorProps } from './lane-tensor'

export function LaneLooks(props: LaneTensorProps) {
  const { laneKey, place } = props
  return (
    <>
      <div className="flex flex-col gap-3 @min-[28rem]:grid @min-[28rem]:grid-cols-2 @min-[28rem]:gap-6">
        <LaneNumbers laneKey={laneKey} />
        <LaneHistogram laneKey={laneKey} direction={place.direction} />
      </div>
      <LaneTensor {...props} />
    </>
  )
}
