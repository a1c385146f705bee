import { err, ok, type Result } from '#server/kernel/result.ts';

/** A form as plain data: texts, and lists of texts for names that end in `[]`. It has no prototype to be polluted. */
export type FormObject = Record<string, string | string[]>;

/** Names of fields that cannot be read; `twice` where one value was expected, `file` where text was. */
export type UnreadableFields = Record<string, 'twice' | 'file'>;

/**
 * Reads a form into a plain object. Which of two values a reader would take differs from reader to reader, so a name may
 * come twice only if it says so: `devices[]` gives a list under `devices`. The framework's own `$ACTION` fields are left
 * out.
 */
export function toFormObject(form: FormData): Result<FormObject, UnreadableFields> {
  const values: FormObject = Object.create(null);
  const unreadable: UnreadableFields = Object.create(null);
  for (const [field, value] of form) {
    if (field.startsWith('$ACTION')) continue;
    const isList = field.endsWith('[]');
    const name = isList ? field.slice(0, -2) : field;
    const earlier = values[name];
    if (typeof value !== 'string') unreadable[name] = 'file';
    else if (earlier === undefined) values[name] = isList ? [value] : value;
    else if (isList && Array.isArray(earlier)) earlier.push(value);
    else unreadable[name] = 'twice';
  }
  return Object.keys(unreadable).length > 0 ? err(unreadable) : ok(values);
}

/** Fields whose text is never sent back to the page. */
const SECRET = /password|secret|token|passphrase/i;

/** What was written, to fill the form again: single texts only, and no secret. */
export function toShownValues(form: FormData): Record<string, string> {
  const shown = [...form].filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' &&
      !entry[0].startsWith('$ACTION') &&
      !entry[0].endsWith('[]') &&
      !SECRET.test(entry[0]),
  );
  return Object.fromEntries(shown);
}
