/** The query part of an address as a page receives it. */
export type SearchParams = Record<string, string | string[] | undefined>;

/** Changes to a query: a text sets, null or '' removes. */
export type ParamChanges = Record<string, string | null>;

/**
 * The address of the same page with some of its query changed. Everything else stays, in its order; paging does not,
 * since a cursor belongs to the list it was cut from (unless the change is the cursor itself).
 */
export function hrefWith(pathname: string, params: SearchParams, changes: ParamChanges): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (name in changes || name in NOT_KEPT) continue;
    for (const one of textsOf(value)) query.append(name, one);
  }
  for (const [name, value] of Object.entries(changes)) if (value) query.append(name, value);
  const text = query.toString();
  return text ? `${pathname}?${text}` : pathname;
}

/** Query names that point into one list. */
const NOT_KEPT = { after: true, before: true };

/** The values of a name. The framework puts an object's own method beside the value of a name like `toString`: that is none. */
export function textsOf(value: SearchParams[string]): string[] {
  return [value ?? []].flat().filter((one) => typeof one === 'string');
}

/** The first value of a name in the query, or undefined. */
export function oneParam(params: SearchParams, name: string): string | undefined {
  return [params[name] ?? []].flat()[0];
}
