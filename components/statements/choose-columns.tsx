'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { Select } from '#components/ui/select.tsx';
import type { StatementPreview } from '#server/statements/preview-statement.ts';

const COLUMNS = ['day', 'terminal', 'amount', 'currency', 'batch', 'reference'] as const;
const NEEDED: readonly string[] = ['day', 'terminal', 'amount'];

/** Which column of a file means what: as the last one with these heads was read, or as it looks. */
export function ChooseColumns({ preview: { heads, mapping, missing } }: { preview: StatementPreview }) {
  const t = useTranslations('statement');
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-2 font-semibold">{t('columns.title')}</legend>
      {COLUMNS.map((role) => (
        <Field
          key={role}
          name={role}
          label={t(`columns.${role}`)}
          need={NEEDED.includes(role) ? 'required' : 'optional'}
          errors={missing.some((one) => one === role) ? [t('problem.column_missing')] : []}
        >
          {(control) => (
            <Select {...control} defaultValue={mapping[role] ?? ''}>
              <option value="">{t('columns.none')}</option>
              {heads.map((head, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <option key={place} value={place}>
                  {head || `#${place + 1}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
      <Field name="decimal" label={t('columns.decimal')}>
        {(control) => (
          <Select {...control} defaultValue={mapping.decimal}>
            <option value=",">1.234,56</option>
            <option value=".">1,234.56</option>
          </Select>
        )}
      </Field>
      <Field name="dayOrder" label={t('columns.dayOrder')}>
        {(control) => (
          <Select {...control} defaultValue={mapping.dayOrder}>
            <option value="dmy">31.12.2026</option>
            <option value="ymd">2026-12-31</option>
            <option value="mdy">12/31/2026</option>
          </Select>
        )}
      </Field>
    </fieldset>
  );
}
