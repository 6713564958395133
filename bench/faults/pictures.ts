/**
 * Pictures of large nets: npm run bench:faults -- pictures
 *
 * Drawn on the built program's thread, as a host has them drawn: nets in layers, and ones whose nodes lie at random with wires between random nodes. What
 * counts is seconds until the picture is there, seconds of the processor, and the longest time in which this process answered nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ROOT } from '../../e2e/host'
import { drawerEntry } from '../../src/main/engine-link/engine-entry'
import { drawInThread } from '../../src/main/export/draw-in-thread'
import { Dice } from './reading/dice'

const SIZES = [1000, 5000, 10_000]
const drawer = drawerEntry(new URL('../../out/main/web.js', import.meta.url).href)

export async function pictures(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: { json: { type: 'string', default: join(ROOT, 'out/bench/pictures.json') } },
  })
  const rows = []
  for (const places of ['in layers', 'at random'] as const)
    for (const count of SIZES)
      for (const to of ['svg', 'png'] as const) {
        const row = { to, places, count, ...(await drawn(to, net(count, places === 'at random'))) }
        rows.push(row)
        console.log(Object.values(row).join('  '))
      }
  mkdirSync(dirname(options.json), { recursive: true })
  writeFileSync(options.json, `${JSON.stringify({ date: new Date().toISOString(), rows }, null, 2)}\n`)
}

async function drawn(to: 'svg' | 'png', document: object) {
  const watch = { isOn: true, longest: 0 }
  const watching = watchTurns(watch)
  const before = process.cpuUsage()
  const start = performance.now()
  const file = await drawInThread(to, document, { theme: 'light', scale: 2, values: true }, drawer)
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(before)
  watch.isOn = false
  await watching
  const size = file?.kind === 'file' ? `${(file.content.length / 2 ** 20).toFixed(1)} MiB` : 'refused'
  return {
    seconds: seconds.toFixed(1),
    processor: ((user + system) / 1e6).toFixed(1),
    stoodStill: (watch.longest / 1000).toFixed(2),
    size,
  }
}

/** The longest time between two turns of this process, in milliseconds. */
async function watchTurns(watch: { isOn: boolean; longest: number }): Promise<void> {
  for (let last = performance.now(); watch.isOn; last = performance.now()) {
    await pause(2)
    watch.longest = Math.max(watch.longest, performance.now() - last)
  }
}

function net(count: number, scattered: boolean): object {
  const dice = new Dice(1)
  const side = Math.sqrt(count) * 300
  const nodes = Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    name: `n${index}`,
    type: index === 0 ? 'Input' : index % 3 === 0 ? 'Linear' : 'ReLU',
    params: index === 0 ? { shape: [16] } : index % 3 === 0 ? { out_features: 16 } : {},
    ...(scattered ? { position: { x: dice.below(side), y: dice.below(side) } } : {}),
  }))
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `e${index}`,
    source: `n${scattered ? dice.below(index + 1) : Math.max(0, index - dice.below(3))}`,
    sourceHandle: 'output',
    target: id,
    targetHandle: 'input',
  }))
  return { format: 'gradwire.graph', version: 1, main: 'Net', modules: { Net: { nodes, edges } } }
}
