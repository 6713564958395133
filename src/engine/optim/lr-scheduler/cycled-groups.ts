/** What schedulers share that move momentum against the rate. */
import { ValueError } from '../../errors'
import type { AnyOptimizer, ScheduledGroup } from './lr-scheduler'

/** One number for all groups, or one for each. */
export type PerGroup = number | readonly number[]

/** A group whose momentum (of Adam and its kin the first beta) a scheduler moves. */
export interface MomentumGroup extends ScheduledGroup {
  momentum?: number
  betas?: readonly [number, number]
  maxMomentum?: number
  baseMomentum?: number
}

/** Errors: a list of another length. */
export function perGroup(name: string, groups: number, value: PerGroup): readonly number[] {
  if (typeof value === 'number') return Array.from({ length: groups }, () => value)
  if (value.length !== groups)
    throw new ValueError(`expected ${groups} values for ${name}, got ${value.length}`)
  return value
}

/** Errors: the optimiser has neither momentum nor betas. */
export function expectMomentum(optimizer: AnyOptimizer): void {
  if ('momentum' in optimizer.defaults || usesBeta1(optimizer)) return
  throw new ValueError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled')
}

export function usesBeta1({ defaults }: AnyOptimizer): boolean {
  return 'betas' in defaults
}

export function setMomentum(group: MomentumGroup, useBeta1: boolean, value: number): void {
  if (useBeta1) group.betas = [value, group.betas![1]]
  else group.momentum = value
}
