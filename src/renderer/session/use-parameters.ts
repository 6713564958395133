/** The parameters of the net with their numbers, as long as a component looks at them. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { ParameterData } from '../engine-link/parameter-watch'
import { useSession } from './session-provider'

/** - `keys`: what is measured, joined by line breaks; null: everything */
export function useParameters<T>(owner: string, keys: string | null, select: (data: ParameterData) => T): T {
  const { parameters } = useSession()
  useEffect(
    () => parameters.look(owner, keys === null ? null : keys.split('\n').filter(Boolean)),
    [parameters, owner, keys],
  )
  return useStore(parameters.store, select)
}
