import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withCoverage } from '../../scripts/engine-coverage'

it('has all that it exports in docs/engine.md (else: npm run generate)', () => {
  const page = readFileSync(new URL('../../docs/engine.md', import.meta.url), 'utf8')
  expect(withCoverage(page)).toBe(page)
})
