/** Writes what the window tells of every sample, so that nobody waits for their shapes. Run: npx tsx scripts/make-sample-list.ts */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { makeSampleList, SAMPLE_LIST } from '../src/main/files/samples'

const resources = new URL('../resources/', import.meta.url)
const list = await makeSampleList(fileURLToPath(new URL('samples/', resources)))
writeFileSync(
  new URL(SAMPLE_LIST, resources),
  await format(JSON.stringify(list), { parser: 'json', printWidth: 110 }),
)
