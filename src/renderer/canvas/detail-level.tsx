import { useStore, useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'

/** Below this zoom no word of a node can be read. */
const FAR = 0.25

/** Tells the styles when the canvas is seen from so far that nodes are blocks of their category's colour. - `far`: they are, at any zoom */
export function DetailLevel({ far: always }: { far: boolean }) {
  const store = useStoreApi()
  const far = useStore((state) => always || state.transform[2] < FAR)
  useEffect(() => {
    store.getState().domNode?.toggleAttribute('data-far', far)
  }, [store, far])
  return null
}
