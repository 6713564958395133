/** The directions of a wire; what is chosen in one is seen in the other too. */
import { useState } from 'react'
import type { FlowDirection } from '../../graph/frames/frame'
import { classNames } from '../ui/class-names'
import { LaneView } from './lane-view'
import type { TensorChoice } from './tensor-view'
import type { Wire } from './wire'

interface LanesProps {
  wire: Wire
  directions: readonly FlowDirection[]
  /** Room for the pictures of each, in the page's pixels. */
  width: number
  /** Whether each must be named here, as no tab names it. */
  named: boolean
  /** Under each other instead of side by side. */
  stacked?: boolean
}

export function Lanes({ directions, stacked = false, ...lane }: LanesProps) {
  const [changes, setChanges] = useState<Partial<TensorChoice>>({})
  return (
    <div className={classNames('flex', stacked ? 'flex-col divide-y divide-line' : 'divide-x divide-line')}>
      {directions.map((each) => (
        <LaneView
          key={each}
          {...lane}
          direction={each}
          changes={changes}
          onChange={(part) => setChanges((before) => ({ ...before, ...part }))}
        />
      ))}
    </div>
  )
}
