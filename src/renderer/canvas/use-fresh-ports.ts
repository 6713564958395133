import { useUpdateNodeInternals } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Handle } from '../../graph/registry/definition'

/**
 * Has React Flow look for a node's ports again when they get other names. It does so by itself only when the node's size
 * changes, and would leave out the wires of a node that takes the place of one with the same id and size.
 */
export function useFreshPorts(id: string, inputs: readonly Handle[], outputs: readonly Handle[]): void {
  const update = useUpdateNodeInternals()
  const names = JSON.stringify([inputs, outputs].map((handles) => handles.map(({ name }) => name)))
  const known = useRef(names)
  useEffect(() => {
    if (known.current === names) return
    known.current = names
    update(id)
  }, [id, names, update])
}
