import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { FilterBar } from '#components/tables/filter-bar.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Input } from '#components/ui/input.tsx';

/** What a slip is searched by, as query names. */
export const RECEIPT_SEARCH = ['q', 'last4', 'amount'] as const;
export type ReceiptSearchField = (typeof RECEIPT_SEARCH)[number];

type ReceiptSearchProps = {
  pathname: string;
  params: SearchParams;
  /** Sentences about what cannot be understood, by field. */
  errors: Partial<Record<ReceiptSearchField, string[]>>;
};

/** The search of the receipt page; a new search begins without a chosen slip. */
export function ReceiptSearch({ pathname, params, errors }: ReceiptSearchProps) {
  const t = useTranslations('receipt.search');
  const looks = {
    q: { type: 'search', className: 'min-w-48 flex-1 md:max-w-96' },
    last4: { inputMode: 'numeric', className: 'w-44 max-md:w-full' },
    amount: { inputMode: 'decimal', className: 'w-36 max-md:w-full' },
  } as const;
  return (
    <FilterBar pathname={pathname} params={params} names={[...RECEIPT_SEARCH, 'slip']}>
      {RECEIPT_SEARCH.map((name) => {
        const { className, ...look } = looks[name];
        return (
          <Field
            key={name}
            name={name}
            label={t(name)}
            errors={errors[name]}
            className={`self-start ${className}`}
          >
            {(control) => (
              <Input
                {...control}
                {...look}
                defaultValue={oneParam(params, name)}
                maxLength={100}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        );
      })}
    </FilterBar>
  );
}
