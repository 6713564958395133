/** Saves a document of another size and other numbers again and again, as a host does, until it is killed: `saver.ts FILE`. */
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { stampOf } from '../../src/main/files/file-stamp'
import { writeDocument } from '../../src/main/files/files'
import { removeLeftovers } from '../../src/main/files/temporary-files'
import { grid, gridDocument } from '../ui/grid'

const path = process.argv[2]!
// As a host that begins; the first of all has nothing to do.
if (existsSync(path)) process.stdout.write('.')
await removeLeftovers([dirname(path)])
let seen = await stampOf(path).catch(() => undefined)
for (;;) {
  const { stamp } = await writeDocument(path, gridDocument(grid(randomInt(100, 3000))), true, seen)
  seen = stamp
  // One that is there is what the harness waits for.
  process.stdout.write('.')
}
