/** Sentences that one place says: their English stands there, beside the key that finds them in another language. */
import type { FindingCode } from './finding-codes'
import { isPseudo, pseudo } from './pseudo'
import type { Forms, Value, ValuesIn } from './message'
import { remembered } from './remembered'
import { translator } from './translator'

type Arguments<English extends string | Forms> = keyof ValuesIn<English> extends never
  ? []
  : [values: ValuesIn<English>]

/** What a finding says: a code that stays, the values of its sentence, and the sentence in the language that is set. */
export interface Told {
  code: FindingCode
  values?: Readonly<Record<string, Value>>
  message: string
}

/**
 * The sentence of that key in the language that is set, else this English one, with its values filled in:
 * `tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near })`. One key has one English text.
 */
export function tell<const English extends string | Forms>(
  key: string,
  english: English,
  ...[values]: Arguments<English>
): string {
  return filled(key, english, values)
}

/** The same for a finding, whose code is the key, after `finding.`; `npm run generate` makes a new code known. */
export function told<const English extends string | Forms>(
  code: FindingCode,
  english: English,
  ...[given]: Arguments<English>
): Told {
  const values = given as Readonly<Record<string, Value>> | undefined
  return {
    code,
    ...(values === undefined ? {} : { values }),
    message: filled(`finding.${code}`, english, values),
  }
}

/** A sentence of PyTorch's, which people look up as it is: it is quoted in every language. */
export function pytorchSays(
  code: FindingCode,
  sentence: string,
  values: Readonly<Record<string, Value>> = {},
): Told {
  return { code, values: { ...values, sentence }, message: sentence }
}

/** The same where the English text stands elsewhere, as that of a node type does in its definition; it has no values. */
export function tellNamed(key: string, english: string): string {
  return filled(key, english, undefined)
}

function filled(
  key: string,
  english: string | Forms,
  values: Readonly<Record<string, Value>> | undefined,
): string {
  const text = (each: string): string => (isPseudo() ? pseudo(each) : each)
  return remembered(key, values, () => {
    const forms =
      typeof english === 'string'
        ? { defaultValue: text(english) }
        : { defaultValue_one: text(english.one), defaultValue_other: text(english.other) }
    return translator.t(key, { replace: values ?? {}, count: countIn(values), ...forms })
  })
}

/** The number that picks a plural form. */
function countIn(values: Readonly<Record<string, Value>> | undefined): number | undefined {
  const count = values?.['count']
  return typeof count === 'number' ? count : undefined
}
