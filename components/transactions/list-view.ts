/** What a person can have in the list beside time, state and amount, in its order. Words: `find.columns`. */
export const LIST_COLUMNS = [
  'kind',
  'card',
  'cardType',
  'installments',
  'device',
  'person',
  'batch',
  'authCode',
  'rrn',
  'stan',
  'reference',
  'paymentNumber',
  'acquirer',
  'businessDate',
  'environment',
] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];

/** How close the rows stand. */
export const DENSITIES = ['normal', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

/** How a person wants the list. */
export type ListView = { columns: readonly ListColumn[]; density: Density };

/** Cookie with how a person wants the list; absent means as usual. */
export const LIST_VIEW_COOKIE = 'vezne_list';

const USUAL: ListView = { columns: ['kind', 'card', 'device', 'authCode'], density: 'normal' };

/** The wish a cookie stands for; anything unexpected in it counts for nothing. */
export function toListView(value: string | undefined): ListView {
  const [density, columns] = (value ?? '').split('_');
  if (columns === undefined) return USUAL;
  const wished = columns.split('.');
  return {
    columns: LIST_COLUMNS.filter((column) => wished.includes(column)),
    density: DENSITIES.find((one) => one === density) ?? USUAL.density,
  };
}

/** The cookie of a wish: letters, dots and one line under. */
export function fromListView({ columns, density }: ListView): string {
  return `${density}_${columns.join('.')}`;
}
