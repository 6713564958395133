/** Tables of layers with the shapes that come out of them, as torchsummary and torchinfo print them. */

/** A row that holds no others. */
export interface TableRow {
  type: string
  /** What the net calls it, where the table says so. */
  name?: string
  /** Of what comes out, without the batch; empty where it is not shown. */
  shape: readonly number[]
  /** The same of what goes in, where there is a column for it. */
  input?: readonly number[]
  /** Of the kernel, where there is a column for it. */
  kernel?: readonly number[]
  params: number
  /** Samples that went in at once. */
  batch: number
  line: number
}

export interface Table {
  /** The class of the net, where the table says it. */
  title?: string
  rows: readonly TableRow[]
  /** How many MB go in, and what is one of them. */
  input?: { size: number; unit: number }
  /** Rows that could not be read. */
  broken: readonly number[]
}

const HEAD = /^\s*Layer \(type/
/** `│    └─Conv2d (conv1): 2-1`, `Conv2d-1` */
const TREE = /^([A-Za-z_]\w*)(?: \(([^)]*)\))?(?:: \d+-\d+)?$/
const FLAT = /^([A-Za-z_]\w*)-\d+$/
const RULE = /^\s*[-=_]{10,}\s*$/

/** More rows are no net that a person reads. */
const MOST_ROWS = 20_000

/** Whether a text is such a table. */
export function isTable(text: string): boolean {
  return /^\s*Layer \(type[^\n]*(?:Output Shape|Param #)/m.test(text.slice(0, 20_000))
}

export function parseTable(text: string): Table | undefined {
  const lines = text.split('\n').slice(0, MOST_ROWS)
  const head = lines.findIndex((line) => HEAD.test(line))
  if (head < 0) return undefined
  const columns = cellsOf(lines[head] ?? '')
  const read: (TableRow & { depth: number })[] = []
  const broken: number[] = []
  let title: string | undefined
  for (let at = head + 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (/^\s*Total params/.test(line)) break
    if (line.trim() === '' || RULE.test(line)) continue
    const row = rowOf(line, columns, at + 1)
    if (row === undefined) broken.push(at + 1)
    else if (row.depth === 0) title ??= row.type
    else read.push(row)
  }
  // What holds others is followed by them.
  const rows = read.filter(({ depth }, at) => depth < 0 || (read[at + 1]?.depth ?? 0) <= depth)
  const [, size] = /^Input size \(MB\): ([\d.]+)/m.exec(text) ?? []
  const unit = columns[0] === 'Layer (type)' ? 2 ** 20 : 1e6
  return {
    ...(title === undefined ? {} : { title }),
    rows,
    ...(size === undefined ? {} : { input: { size: Number(size), unit } }),
    broken: broken.slice(0, 20),
  }
}

function cellsOf(line: string): string[] {
  return line.trim().split(/\s{2,}/)
}

function rowOf(
  line: string,
  columns: readonly string[],
  number: number,
): (TableRow & { depth: number }) | undefined {
  const indent = /^[\s│├└─]*/.exec(line)?.[0] ?? ''
  const cells = line
    .slice(indent.length)
    .trim()
    .split(/\s{2,}/)
  const layer = cells[0] ?? ''
  const [, flat] = FLAT.exec(layer) ?? []
  const [, tree, name] = TREE.exec(layer) ?? []
  const type = flat ?? tree
  if (type === undefined || cells.length < 2) return undefined
  const cell = (title: string): string | undefined => {
    const at = columns.findIndex((column) => column.startsWith(title))
    return at < 0 ? undefined : cells[at]
  }
  const [input, kernel] = [shapeOf(cell('Input Shape')), shapeOf(cell('Kernel Shape'))]
  const [batch = 1, ...shape] = shapeOf(cell('Output Shape')) ?? []
  return {
    type,
    ...(name === undefined || name === '' ? {} : { name }),
    shape,
    batch: Math.max(1, batch),
    ...(input === undefined ? {} : { input: input.slice(1) }),
    ...(kernel === undefined ? {} : { kernel }),
    params: Number((cell('Param #') ?? '').replaceAll(',', '')) || 0,
    line: number,
    // Rows of torchsummary lie side by side; a step of the tree is five characters.
    depth: flat !== undefined ? -1 : indent.length === 0 ? 0 : 1 + Math.floor((indent.length - 2) / 5),
  }
}

/** `[-1, 64, 112, 112]`, or one number; of several shapes the first. undefined for `--`. */
function shapeOf(text: string | undefined): number[] | undefined {
  const [, inner] = /^\[*([-\d, ]*\d)(?:\]|$)/.exec(text?.trim() ?? '') ?? []
  const sizes = inner?.split(',').map(Number)
  return sizes?.every(Number.isInteger) ? sizes : undefined
}
