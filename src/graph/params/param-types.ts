/** Building blocks of params schemas, and the form fields that derive from a schema. */
import { z } from 'zod'
import { withFieldWords } from './type-words'

/** What `.meta()` of a param may say beyond the schema itself; put it last in the chain. */
export interface ParamMeta {
  /** One line. */
  doc: string
  unit?: string
  /** The value that a new node starts with, for params that PyTorch requires. */
  initial?: unknown
  /** May be left out: it is then taken from the input and shown as inferred. */
  inferred?: boolean
  /** The form shows it only when asked for more. */
  advanced?: boolean
}

/** A size in both directions. */
export type Size = number | [number, number]

/** One number for height and width, or `[height, width]`. */
export function pair(min: number): z.ZodType<Size, Size> {
  const side = z.int().min(min)
  return z.union([side, z.tuple([side, side])]).meta({ control: 'pair', min })
}

/** One number for depth, height and width, or `[depth, height, width]`. */
export function triple(min: number): z.ZodType<Size, Size> {
  const side = z.int().min(min)
  // The rules read any list of sizes; three of them stand for a pair in the type alone.
  const sides = z.tuple([side, side, side]) as unknown as z.ZodType<[number, number], [number, number]>
  return z.union([side, sides]).meta({ control: 'pair', min, count: 3 })
}

/** What the sizes of a layer of that many dimensions count: steps of a signal, pixels of an image. */
export function sizeUnit(rank: number): string {
  return rank === 1 ? 'steps' : 'px'
}

/** A size in each of `rank` directions, from one number or a list of them. */
export function asSizes(value: number | readonly number[], rank: number): number[] {
  return typeof value === 'number' ? Array.from({ length: rank }, () => value) : [...value]
}

/** Sizes without the batch dimension, e.g. `[1, 28, 28]`; empty: one number a sample. */
export function sizes(): z.ZodArray<z.ZodInt> {
  return z.array(z.int().min(1).max(1_000_000_000)).max(8).meta({ control: 'shape' })
}

interface FieldBase {
  /** PyTorch's keyword. */
  name: string
  doc: string
  unit?: string
  default?: unknown
  /** What a new node starts with where there is no default. */
  initial?: unknown
  /** PyTorch has no default and it cannot be inferred. */
  required: boolean
  /** Left out, it is taken from the input. */
  inferred: boolean
  /** `null` (Python's None) is a value too. */
  nullable: boolean
  advanced: boolean
}

/** One control of the inspector's form. */
export type ParamField = FieldBase &
  (
    | { kind: 'integer' | 'number'; min?: number; max?: number }
    | { kind: 'boolean' }
    | { kind: 'choice'; options: string[] }
    /** A number, or one for height and one for width (or `count` of them); `words` are also allowed, e.g. `same`. */
    | { kind: 'pair'; min?: number; count?: number; words: string[] }
    | { kind: 'shape' }
    /** A list; with `single`, one number too. */
    | { kind: 'numbers'; single?: boolean }
    /** `expression`: a formula in x. */
    | { kind: 'text'; expression?: true }
  )

const fieldsOf = new WeakMap<z.ZodObject, ParamField[]>()

/** The form of a params schema, in the order of the schema. */
export function paramFields(schema: z.ZodObject): ParamField[] {
  const known = fieldsOf.get(schema)
  if (known !== undefined) return known
  const fields = withFieldWords(
    schema,
    Object.entries(schema.shape).map(([name, param]) => fieldOf(name, param as z.ZodType)),
  )
  fieldsOf.set(schema, fields)
  return fields
}

/** What a new node of the type starts with: a value for each param that PyTorch requires. */
export function initialParams(schema: z.ZodObject): Record<string, unknown> {
  const given = paramFields(schema).filter((field) => field.initial !== undefined)
  return Object.fromEntries(given.map((field) => [field.name, field.initial]))
}

function fieldOf(name: string, schema: z.ZodType): ParamField {
  const meta = (schema.meta() ?? {}) as Partial<ParamMeta>
  let inner: z.ZodType = schema
  let defaultValue: unknown
  let optional = false
  let nullable = false
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) {
    if (inner instanceof z.ZodDefault) defaultValue = inner.def.defaultValue
    if (inner instanceof z.ZodOptional) optional = true
    if (inner instanceof z.ZodNullable) nullable = true
    inner = inner.def.innerType as z.ZodType
  }
  const base: FieldBase = {
    name,
    doc: meta.doc ?? '',
    unit: meta.unit,
    default: defaultValue,
    initial: meta.initial,
    required: defaultValue === undefined && !optional,
    inferred: meta.inferred ?? false,
    nullable,
    advanced: meta.advanced ?? false,
  }
  return { ...base, ...controlOf(inner) }
}

type Control<F = ParamField> = F extends ParamField ? Omit<F, keyof FieldBase> : never

function controlOf(schema: z.ZodType): Control {
  const control = schema.meta()?.['control']
  if (control === 'pair') return { ...pairControl(schema), words: [] }
  if (control === 'shape') return { kind: control }
  if (control === 'expression') return { kind: 'text', expression: true }
  if (control === 'numbers')
    return { kind: control, ...(schema.meta()?.['single'] === true ? { single: true } : {}) }
  if (schema instanceof z.ZodNumber) {
    const bounds = { min: finite(schema.minValue), max: finite(schema.maxValue) }
    return { kind: schema.isInt ? 'integer' : 'number', ...bounds }
  }
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean' }
  if (schema instanceof z.ZodEnum) return { kind: 'choice', options: schema.options.map(String) }
  if (schema instanceof z.ZodArray) return { kind: 'numbers' }
  if (schema instanceof z.ZodUnion) {
    const parts = schema.options as z.ZodType[]
    const words = parts.flatMap((part) => (part instanceof z.ZodEnum ? part.options.map(String) : []))
    const sized = parts.find((part) => part.meta()?.['control'] === 'pair')
    if (sized !== undefined) return { ...pairControl(sized), words }
  }
  return { kind: 'text' }
}

function pairControl(schema: z.ZodType): { kind: 'pair'; min?: number; count?: number } {
  const { min, count } = (schema.meta() ?? {}) as { min?: number; count?: number }
  return { kind: 'pair', ...(min === undefined ? {} : { min }), ...(count === undefined ? {} : { count }) }
}

/** Safe integer bounds are zod's own, not a limit that a person should see. */
function finite(bound: number | null): number | undefined {
  return bound === null || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound
}
