import { expect, it } from 'vitest'
import { Race } from './race'

/** Runs a race in which another program doubles all times from run `from` to run `to`. */
function raced(times: { graph: number; calls: number }, from: number, to: number): Race {
  const race = new Race()
  for (let run = 0; race.turn; run++) race.add(times[race.turn] * (run >= from && run < to ? 2 : 1))
  return race
}

it('is not decided by another program that runs for a while', () => {
  for (let from = 0; from < 60; from++) {
    expect(raced({ graph: 1, calls: 1.2 }, from, from + 9).callsWin).toBe(false)
    expect(raced({ graph: 1.2, calls: 1 }, from, from + 9).callsWin).toBe(true)
  }
})
