/** Which keys there are, and which values a sentence needs: read by the compiler from the English text. */
import type { english } from './en/index'

/** What fills a place in a sentence. `{{n, number}}` and `{{names, list}}` are written as the language writes them. */
export type Value = string | number | readonly string[]

/** A key of a message, e.g. `action.save`. Plural forms (`more_one`, `more_other`) are one key, `more`. */
export type TextKey = Keys<typeof english>

/** The values that the message of this key needs; where it is one of several keys, the values of them all. */
export type Values<Key extends TextKey> = {
  readonly [
    Place in Places<TextOf<typeof english, Key>> | Counted<typeof english, Key> as Name<Place>
  ]: ValueOf<Place>
}

/** Keys of messages that need no values, e.g. of labels. */
export type PlainKey = { [Key in TextKey]: keyof Values<Key> extends never ? Key : never }[TextKey]

/** The values that an English text needs, in one text or in plural forms. */
export type ValuesIn<Text extends string | Forms> = Text extends string
  ? { readonly [Place in Places<Text> as Name<Place>]: ValueOf<Place> }
  : { readonly count: number } & {
      readonly [Place in Places<Extract<Text[keyof Text], string>> as Name<Place>]: ValueOf<Place>
    }

/** English has two forms; another language has those that its numbers need. */
export interface Forms {
  one: string
  other: string
}

type Form = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other'
type Singular<Key extends string> = Key extends `${infer Stem}_${Form}` ? Stem : Key

type Keys<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Singular<Key> : `${Key}.${Keys<Tree[Key]>}`
}[keyof Tree & string]

type TextOf<Tree, Key extends string> = Key extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Tree
    ? TextOf<Tree[Head], Rest>
    : never
  : Extract<Tree[keyof Tree & (Key | `${Key}_${Form}`)], string>

/** A message with plural forms needs the number that picks one, also where no form writes it. */
type Counted<Tree, Key extends string> = Key extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Tree
    ? Counted<Tree[Head], Rest>
    : never
  : `${Key}_other` extends keyof Tree
    ? 'count'
    : never

/** What stands between double braces, e.g. `name` or `count, number`. */
type Places<Text extends string> = Text extends `${string}{{${infer Place}}}${infer Rest}`
  ? Place | Places<Rest>
  : never

type Name<Place extends string> = Place extends `${infer Before},${string}` ? Before : Place

type ValueOf<Place extends string> = Place extends `${string}, list${string}`
  ? readonly string[]
  : Place extends `${string}, number${string}` | 'count'
    ? number
    : string | number
