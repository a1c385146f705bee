import type { Locale } from '#server/kernel/locale.ts';
import { MINUS, numberSigns } from './format-amount.ts';

/** One change of the text in an amount field, as the browser reports it. */
export type TypedEdit = {
  /** The text after the change, and where the caret stands in it. */
  text: string;
  caret: number;
  /** The text before, and whether it was an amount (then its group signs are ours, not the writer's). */
  before: string;
  wasAmount: boolean;
  /** `inputType` and `data` of the input event (W3C Input Events Level 2). */
  inputType: string | undefined;
  data: string | null | undefined;
};

/**
 * Undoes our own grouping in what one keystroke left behind, so that the text can be read anew: a comma or point typed by
 * hand is the decimal sign, whichever it was, and deleting a group sign deletes the figure before it. Anything that is not
 * a single keystroke (paste, autofill) is returned untouched, to be read as it was written.
 */
export function settleEdit(edit: TypedEdit, locale: Locale): { text: string; caret: number } {
  const { group, decimal } = numberSigns(locale);
  const isKeystroke =
    edit.inputType?.startsWith('delete') || (edit.inputType?.startsWith('insert') && edit.data?.length === 1);
  if (!isKeystroke || !edit.wasAmount) return { text: edit.text, caret: edit.caret };

  let left = edit.text.slice(0, edit.caret);
  const right = edit.text.slice(edit.caret);
  if (edit.data === '.' || edit.data === ',') left = `${left.slice(0, -1)}${decimal}`;
  const removed = edit.inputType?.startsWith('delete') ? edit.before.slice(edit.caret, edit.caret + 1) : '';
  const isGroupRemoved = removed === group && edit.text.length === edit.before.length - 1;
  if (isGroupRemoved) left = left.slice(0, -1);

  const plain = (part: string) => part.replaceAll(group, '');
  return { text: plain(left) + plain(right), caret: plain(left).length };
}

/** Where the caret belongs in the text as shown, so that it stays behind the same figure. */
export function caretIn(shown: string, text: string, caret: number): number {
  if (caret >= text.length) return shown.length;
  const wanted = text.slice(0, caret).replace(/[^0-9]/g, '').length;
  let seen = 0;
  for (let index = 0; index < shown.length; index++) {
    // Nothing is typed before a minus.
    if (seen === wanted && shown[index] !== MINUS) return index;
    if (/[0-9]/.test(shown[index] ?? '')) seen++;
  }
  return shown.length;
}
