import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { FilterBar } from '#components/tables/filter-bar.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { AuditSubject } from '#server/audit/actions.ts';

/** The search of the audit: period, person, what it is about, result, and the id of one thing. */
export function AuditSearch({
  pathname,
  params,
  subjects,
  people,
  system,
}: {
  pathname: string;
  params: SearchParams;
  /** What may be searched for. */
  subjects: readonly AuditSubject[];
  people: readonly { id: string; name: string }[];
  /** Stands for the product itself among the people. */
  system: string;
}) {
  const t = useTranslations('audit');
  return (
    <FilterBar pathname={pathname} params={params} names={['from', 'to', 'who', 'what', 'result', 'object']}>
      {(['from', 'to'] as const).map((name) => (
        <Field key={name} name={name} label={t(`fields.${name}`)}>
          {(control) => <Input {...control} type="date" defaultValue={oneParam(params, name)} />}
        </Field>
      ))}
      <Field name="who" label={t('fields.who')}>
        {(control) => (
          <Select {...control} defaultValue={oneParam(params, 'who')} className="w-44">
            <option value="">{t('everybody')}</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value={system}>{t('system')}</option>
          </Select>
        )}
      </Field>
      <Field name="what" label={t('fields.what')}>
        {(control) => (
          <Select {...control} defaultValue={oneParam(params, 'what')} className="w-44">
            <option value="">{t('everything')}</option>
            {subjects.map((subject) => (
              <option key={subject} value={subject}>
                {t(`subjects.${subject}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="result" label={t('fields.result')}>
        {(control) => (
          <Select {...control} defaultValue={oneParam(params, 'result')} className="w-36">
            <option value="">{t('anyResult')}</option>
            {(['done', 'refused'] as const).map((result) => (
              <option key={result} value={result}>
                {t(`results.${result}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field name="object" label={t('fields.object')}>
        {(control) => <Input {...control} defaultValue={oneParam(params, 'object')} maxLength={64} />}
      </Field>
    </FilterBar>
  );
}
