/**
 * What happens when something breaks: npm run bench:faults -- PART [options]
 *
 * A part is a file in `bench/faults`; each says there what it does, and what it can be told. What it found is printed, and written as JSON. Build
 * first (`npm run build`).
 */
import { disks } from './faults/disks'
import { floods } from './faults/floods'
import { kills } from './faults/kills'
import { leaks } from './faults/leaks'
import { pictures } from './faults/pictures'
import { readers } from './faults/readers'

type Part = (args: string[]) => Promise<void>
const PARTS: Readonly<Record<string, Part>> = { disks, floods, kills, leaks, pictures, readers }

const [name = '', ...args] = process.argv.slice(2)
const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined
if (part === undefined) {
  console.error(
    `A part is one of ${Object.keys(PARTS).join(', ')}: npm run bench:faults -- ${Object.keys(PARTS)[0]}`,
  )
  process.exitCode = 2
} else await part(args)
