/** Saves a document of another size and other numbers again and again, as a host does, until it is killed: `saver.ts FILE`. */
import { randomInt } from 'node:crypto'
import { stampOf } from '../../src/main/files/file-stamp'
import { writeDocument } from '../../src/main/files/files'
import { grid, gridDocument } from '../ui/grid'

const path = process.argv[2]!
let seen = await stampOf(path).catch(() => undefined)
for (;;) {
  const { stamp } = await writeDocument(path, gridDocument(grid(randomInt(100, 3000))), true, seen)
  seen = stamp
  // One that is there is what the harness waits for.
  process.stdout.write('.')
}
