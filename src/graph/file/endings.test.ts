import { expect, it } from 'vitest'
import { isGraphName, withoutGraphEnding } from './endings'

it('knows documents by their names', () => {
  expect(['net.json', 'NET.Gradwire', 'net.onnx', 'json'].map(isGraphName)).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(['a.b.gradwire', 'net.json', 'net.pt'].map(withoutGraphEnding)).toEqual(['a.b', 'net', 'net.pt'])
})
