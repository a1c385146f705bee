/**
 * What a value must be to be read as a `V`: gives it back, without fields nobody asked for, or throws; `path` is for the words of
 * that. The browser reads its own server's answers by these few. What the server reads everybody else with (zod) would weigh as
 * much here as all the forms of a page.
 */
export type Shape<V> = (value: unknown, path?: string) => V;

/** What a shape gives. */
export type Shaped<S> = S extends Shape<infer V> ? V : never;

type Fields = Record<string, Shape<unknown>>;

/** A text, which may be empty. */
export const text: Shape<string> = (value, path) =>
  typeof value === 'string' ? value : wrong('a text', path);

/** A whole number that is exact. */
export const whole: Shape<number> = (value, path) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong('a whole number', path);

/** Yes or no. */
export const flag: Shape<boolean> = (value, path) =>
  typeof value === 'boolean' ? value : wrong('yes or no', path);

/** An instant as `Date.toISOString` writes it. */
export const instant: Shape<string> = (value, path) =>
  typeof value === 'string' && ISO_INSTANT.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : wrong('an instant', path);

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** One of these texts. */
export function oneOf<const V extends string>(options: readonly V[]): Shape<V> {
  return (value, path) =>
    options.find((option) => option === value) ?? wrong(`one of ${options.join(', ')}`, path);
}

/** That, or null. */
export function maybe<V>(shape: Shape<V>): Shape<V | null> {
  return (value, path) => (value === null ? null : shape(value, path));
}

/** Any number of those. */
export function list<V>(shape: Shape<V>): Shape<V[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((one, index) => shape(one, below(path, `${index}`)))
      : wrong('a list', path);
}

/** These fields. */
export function record<F extends Fields>(fields: F): Shape<{ [Name in keyof F]: Shaped<F[Name]> }> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('a record', path);
    const given = new Map(Object.entries(value));
    const read = Object.entries(fields).map(([name, shape]) => [
      name,
      shape(given.get(name), below(path, name)),
    ]);
    // Each field has just been read by its shape, which the type of `fromEntries` cannot say.
    return Object.fromEntries(read) as { [Name in keyof F]: Shaped<F[Name]> };
  };
}

/** What the shape gives, or null where it would throw. */
export function readOrNull<V>(shape: Shape<V>, value: unknown): V | null {
  try {
    return shape(value);
  } catch {
    return null;
  }
}

function below(path: string | undefined, name: string): string {
  return path === undefined ? name : `${path}.${name}`;
}

function wrong(wanted: string, path = 'It'): never {
  throw new TypeError(`${path} is not ${wanted}`);
}
