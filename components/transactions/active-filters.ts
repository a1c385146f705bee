import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';

/** A filter of the list in force, in words, and the address of the list without it. */
export type FilterInForce = { name: string; value: string; hrefWithout: string };

/** Query names of the filters in the order they are named; the tab is not one, it has its own place. */
const NAMES = ['q', 'kind', 'device', 'branch', 'from', 'to', 'min', 'max', 'last4'] as const;
type FilterName = (typeof NAMES)[number];

/** Filters that stand in the address, with the words for them. */
export function filtersInForce(
  pathname: string,
  params: SearchParams,
  words: { nameOf: (name: FilterName) => string; valueOf: (name: FilterName, value: string) => string },
): FilterInForce[] {
  return NAMES.flatMap((name) => {
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
