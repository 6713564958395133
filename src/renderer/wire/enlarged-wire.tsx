/** What flows on a wire over the whole window: both directions side by side, the pictures as large as there is room. */
import { Dialog } from '../ui/dialog'
import { useWidth } from '../ui/use-width'
import { Lanes } from './lanes'
import { PictureHeight } from './picture-height'
import type { Wire } from './wire'

interface EnlargedWireProps {
  wire: Wire
  onClose: () => void
}

/** Of the window, what does not belong to a picture: title, numbers, histogram and fields, in the page's pixels. */
const OTHERS = 368
const LEAST_HEIGHT = 276
/** From this width on both directions stand side by side. */
const WIDE = 640
const PADDING = 24

export function EnlargedWire({ wire, onClose }: EnlargedWireProps) {
  return (
    <Dialog open onClose={onClose} title={`${wire.source.name} → ${wire.target.name}`} size="full">
      <LargeLanes wire={wire} />
    </Dialog>
  )
}

/** Mounted with the window that it measures. */
function LargeLanes({ wire }: { wire: Wire }) {
  const [place, width] = useWidth()
  const wide = width >= WIDE
  return (
    <div ref={place} className="-mx-3">
      <PictureHeight value={Math.max(LEAST_HEIGHT, window.innerHeight - OTHERS)}>
        {width > 0 && (
          <Lanes
            wire={wire}
            directions={['forward', 'backward']}
            width={(wide ? width / 2 : width) - PADDING}
            named
            stacked={!wide}
          />
        )}
      </PictureHeight>
    </div>
  )
}
