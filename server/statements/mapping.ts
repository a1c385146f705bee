import { z } from 'zod';

/** What a column of a statement can mean. */
export const ROLES = ['day', 'terminal', 'amount', 'currency', 'batch', 'reference'] as const;
export type ColumnRole = (typeof ROLES)[number];

/** In which order a day is written. */
export const DAY_ORDERS = ['ymd', 'dmy', 'mdy'] as const;

const place = z.number().int().min(0).max(99);

/** Which column of a file means what, and how its figures are written. Places count from 0; null: the file has none. */
export const mapping = z.object({
  day: place.nullable(),
  terminal: place.nullable(),
  amount: place.nullable(),
  currency: place.nullable(),
  batch: place.nullable(),
  reference: place.nullable(),
  decimal: z.enum([',', '.']),
  dayOrder: z.enum(DAY_ORDERS),
});

export type Mapping = z.output<typeof mapping>;

/** Heads as banks write them, in Turkish, English and French, folded; the first that fits wins. */
const HEADS: Record<ColumnRole, readonly RegExp[]> = {
  day: [
    /islem tarihi|gun sonu tarihi|transaction date|business date|date d?e? ?transaction/,
    /tarih|date|day|jour/,
  ],
  terminal: [/terminal|tid|pos no|device|cihaz/],
  amount: [/brut|gross|montant brut/, /tutar|amount|montant|toplam|total/],
  currency: [/doviz|para birimi|currency|devise|pb/],
  batch: [/batch|grup|gun sonu no|lot/],
  reference: [/rrn|referans|reference|provizyon|auth/],
};

/** What the columns of a file most likely mean, by their heads and by what stands in them. Pure. */
export function guessMapping(heads: readonly string[], rows: readonly (readonly string[])[]): Mapping {
  const folded = heads.map(fold);
  const taken = new Set<number>();
  const found = Object.fromEntries(
    ROLES.map((role) => {
      const at = HEADS[role]
        .map((pattern) => folded.findIndex((head, place) => !taken.has(place) && pattern.test(head)))
        .find((place) => place >= 0);
      if (at !== undefined) taken.add(at);
      return [role, at ?? null];
    }),
  ) as Record<ColumnRole, number | null>;
  const column = (at: number | null) => (at === null ? [] : rows.map((row) => row[at]?.trim() ?? ''));
  return {
    ...found,
    decimal: guessDecimal(column(found.amount)),
    dayOrder: guessDayOrder(column(found.day)),
  };
}

/** Letters without their marks, so that «İşlem Tarihi» and «ISLEM TARIHI» are the same head. */
function fold(text: string): string {
  return text
    .replaceAll('ı', 'i')
    .replaceAll('İ', 'i')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .trim();
}

/** The sign that stands before one or two last digits, or after the other one, anywhere in the column. */
function guessDecimal(texts: readonly string[]): ',' | '.' {
  const comma = texts.some((text) => /,\d{1,2}$|\.\d{3},/.test(text));
  const point = texts.some((text) => /\.\d{1,2}$|,\d{3}\./.test(text));
  return point && !comma ? '.' : ',';
}

function guessDayOrder(texts: readonly string[]): Mapping['dayOrder'] {
  const first = texts.map((text) => /^(\d+)\D?(\d+)/.exec(text));
  if (first.some((match) => match?.[1]?.length === 4 || match?.[0].length === 8)) return 'ymd';
  return first.some((match) => Number(match?.[2]) > 12) ? 'mdy' : 'dmy';
}
