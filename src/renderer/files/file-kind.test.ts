import { expect, it } from 'vitest'
import { fileKind } from './file-kind'

const bytes = (text: string) => new TextEncoder().encode(text)

it.each([
  ['net.json', 'not even JSON', 'graph'],
  ['net', '{ "format": "gradwire.graph" }', 'graph'],
  ['table.csv', 'a,b', 'table'],
  ['rows.parquet', 'PAR1', 'table'],
  ['rows', 'PAR1…', 'table'],
  ['x.npy', '', 'sample'],
  ['digit.PNG', '', 'sample'],
  ['all.npz', '', 'arrays'],
  ['model.h5', '', 'keras'],
  ['train-images-idx3-ubyte', '', 'mnist'],
  ['train-images-idx3-ubyte.gz', '', 'mnist'],
  ['data.zip', 'PK', 'archive'],
  ['data.tar.gz', '', 'archive'],
  ['notes.pdf', '%PDF', 'unknown'],
])('takes %s for what it is', (name, text, kind) => {
  expect(fileKind(name, bytes(text))).toBe(kind)
})

it('looks at what a file begins with where its name says nothing', () => {
  expect(fileKind('picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d))).toBe('sample')
  expect(fileKind('weights', Uint8Array.of(0x89, 0x48, 0x44, 0x46))).toBe('keras')
})
