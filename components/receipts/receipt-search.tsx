import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { FilterBar } from '#components/tables/filter-bar.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { SearchHelp } from '#components/transactions/search-help.tsx';
import { Input } from '#components/ui/input.tsx';

type ReceiptSearchProps = {
  pathname: string;
  params: SearchParams;
  /** Sentences about what cannot be understood. */
  errors: string[];
};

/** The search of the receipt page, in the language of the list of transactions; a new search begins without a chosen slip. */
export function ReceiptSearch({ pathname, params, errors }: ReceiptSearchProps) {
  const t = useTranslations('receipt.search');
  const find = useTranslations('find.search');
  return (
    <FilterBar
      pathname={pathname}
      params={params}
      names={['q', 'slip', 'copy']}
      buttonClassName="mt-6 self-start"
    >
      <div className="grid min-w-48 flex-1">
        <Field name="q" label={t('q')} errors={errors}>
          {(control) => (
            <Input
              {...control}
              type="search"
              placeholder={find('placeholder')}
              defaultValue={oneParam(params, 'q')}
              maxLength={400}
              autoComplete="off"
              spellCheck={false}
              // The page is opened to search; once anything was done on it the focus is where that was.
              autoFocus={Object.keys(params).length === 0}
            />
          )}
        </Field>
        <SearchHelp />
      </div>
    </FilterBar>
  );
}
