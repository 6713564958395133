import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

/** Above this share of the processors, others decide the figures: PyTorch's threads wait for each other and suffer most. */
export const BUSY = 0.1

/** Waits until nothing else runs, or patience ends. → the share of the processors' time that something else takes then, 0 to 1 */
export async function waitForQuiet(patienceSeconds: number): Promise<number> {
  const until = performance.now() + patienceSeconds * 1000
  let share = await busyShare()
  while (share > BUSY && performance.now() < until) share = await busyShare()
  return share
}

/** The share of the processors' time that something else takes while the bench waits, 0 to 1. */
async function busyShare(milliseconds = 400): Promise<number> {
  const before = times()
  await pause(milliseconds)
  const after = times()
  const all = after.all - before.all
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0
}

function times(): { all: number; idle: number } {
  let [all, idle] = [0, 0]
  for (const { times: each } of cpus()) {
    all += each.user + each.nice + each.sys + each.idle + each.irq
    idle += each.idle
  }
  return { all, idle }
}
