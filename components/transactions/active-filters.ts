import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';

/** A filter of the list in force, in words, and the address of the list without it. */
export type FilterInForce = { name: string; value: string; hrefWithout: string };

/** Filters that stand in the address with the words for them; the tab is not one, it has its own place. */
export function filtersInForce(
  pathname: string,
  params: SearchParams,
  words: { nameOf: (name: string) => string; valueOf: (name: string, value: string) => string },
): FilterInForce[] {
  const names = ['q', 'kind', 'device', 'branch', 'from', 'to', 'min', 'max', 'last4'];
  return names.flatMap((name) => {
    const value = oneParam(params, name)?.trim();
    if (!value) return [];
    return [
      {
        name: words.nameOf(name),
        value: words.valueOf(name, value),
        hrefWithout: hrefWith(pathname, params, { [name]: null }),
      },
    ];
  });
}
