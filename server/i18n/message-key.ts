import type { Messages } from './messages.ts';

type Leaves<Node, Path extends string> = {
  [Key in keyof Node & string]: Node[Key] extends string
    ? `${Path}${Key}`
    : Leaves<Node[Key], `${Path}${Key}.`>;
}[keyof Node & string];

/** The full path of one text, e.g. `refusal.forbidden`. A text that was renamed breaks the build, not the screen. */
export type MessageKey = Leaves<Messages, ''>;

/** What fills the placeholders of a text. */
export type MessageParams = Record<string, string | number>;

/** A text to be said in the reader's language later, by whoever knows that language. */
export type Sentence = MessageKey | { key: MessageKey; params: MessageParams };

/** Puts a typed message key where a library wants any string, such as the `error` of a zod check. */
export function messageKey(key: MessageKey): MessageKey {
  return key;
}
