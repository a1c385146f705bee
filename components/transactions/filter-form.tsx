import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { Field } from '#components/forms/field.tsx';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { FilterBar } from '#components/tables/filter-bar.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { SearchHelp } from './search-help.tsx';

/** A value of a choice and what it is called. */
export type Option = readonly [value: string, text: string];

/** What the list can be narrowed to beside our own words. */
export type FormChoices = {
  device: Option[];
  branch: Option[];
  provider: Option[];
  acquirer: Option[];
  user: Option[];
};

type FilterFormProps = {
  pathname: string;
  params: SearchParams;
  choices: FormChoices;
  /** Sentences about what cannot be understood, by the name of the value. */
  errors: Partial<Record<string, string[]>>;
};

const PERIODS = ['today', 'yesterday', 'last7', 'thisMonth', 'lastMonth'] as const;
const CARD_TYPES = ['credit', 'debit', 'prepaid'] as const;
const ENVIRONMENTS = ['live', 'sandbox'] as const;
const BEHIND_MORE = [
  'branch',
  'min',
  'max',
  'last4',
  'cardType',
  'acquirer',
  'user',
  'batch',
  'provider',
  'environment',
] as const;
const NAMES = ['q', 'period', 'from', 'to', 'kind', 'device', 'open', ...BEHIND_MORE];

/** Two beside each other on a phone. */
const NARROW = 'w-38 max-md:w-[calc(50%-0.25rem)]';
const DAYS = { type: 'date', min: '2000-01-01', max: '2099-12-31' } as const;
/** Days are only asked for where they are wished for; without a script too. */
const WITH_CUSTOM = 'hidden group-has-[option[value=custom]:checked]/filters:grid';

/** The filter of the list: what is asked every day in sight, the rest behind «more», each with what is wrong with it. */
export function FilterForm({ pathname, params, choices, errors }: FilterFormProps) {
  const t = useTranslations('find');
  const kinds = useTranslations('transactions.kind');
  const types = useTranslations('transactions.detail.cardTypes');
  const asked = (name: string): Asked => ({ value: oneParam(params, name) ?? '', errors: errors[name] });
  const isMoreAsked = BEHIND_MORE.some((name) => asked(name).value !== '');
  const hasDays = ['from', 'to'].some((name) => asked(name).value !== '' || asked(name).errors);
  const choice = (name: keyof FormChoices, any: string) => (
    <ChoiceFilter
      name={name}
      label={t(`filter.${name}`)}
      asked={asked(name)}
      any={any}
      options={choices[name]}
    />
  );
  return (
    <FilterBar pathname={pathname} params={params} names={NAMES} buttonClassName="md:mt-6 md:self-start">
      <div className="group/filters flex min-w-0 flex-1 basis-full flex-wrap items-start gap-2 md:basis-0">
        <div className="grid min-w-56 flex-1 basis-72 max-md:basis-full">
          <TextFilter
            name="q"
            label={t('search.label')}
            asked={asked('q')}
            type="search"
            placeholder={t('search.placeholder')}
            maxLength={400}
            className="w-full"
          />
          <SearchHelp />
        </div>
        <ChoiceFilter
          name="period"
          label={t('filter.period')}
          asked={
            hasDays && asked('period').value === ''
              ? { ...asked('period'), value: 'custom' }
              : asked('period')
          }
          any={t('filter.anyPeriod')}
          options={[
            ...PERIODS.map((period): Option => [period, t(`filter.periods.${period}`)]),
            ['custom', t('filter.custom')],
          ]}
        />
        <TextFilter
          name="from"
          label={t('filter.from')}
          asked={asked('from')}
          {...DAYS}
          className={`${NARROW} ${WITH_CUSTOM}`}
        />
        <TextFilter
          name="to"
          label={t('filter.to')}
          asked={asked('to')}
          {...DAYS}
          className={`${NARROW} ${WITH_CUSTOM}`}
        />
        <ChoiceFilter
          name="kind"
          label={t('filter.kind')}
          asked={asked('kind')}
          any={t('filter.anyKind')}
          options={SHOWN_KINDS.map((kind): Option => [kind, kinds(kind)])}
        />
        {choice('device', t('filter.anyDevice'))}
        <details open={isMoreAsked} className="w-full">
          <summary className="w-fit rounded-sm py-1 text-ink-soft text-sm hover:text-ink max-md:py-3">
            {t('filter.more')}
          </summary>
          <div className="flex flex-wrap items-start gap-2 pt-1">
            {choice('branch', t('filter.anyBranch'))}
            <TextFilter name="min" label={t('filter.min')} asked={asked('min')} inputMode="decimal" />
            <TextFilter name="max" label={t('filter.max')} asked={asked('max')} inputMode="decimal" />
            <TextFilter name="last4" label={t('filter.last4')} asked={asked('last4')} inputMode="numeric" />
            <ChoiceFilter
              name="cardType"
              label={t('filter.cardType')}
              asked={asked('cardType')}
              any={t('filter.anyCardType')}
              options={CARD_TYPES.map((type): Option => [type, types(type)])}
            />
            {choice('acquirer', t('filter.anyAcquirer'))}
            {choice('user', t('filter.anyUser'))}
            <TextFilter name="batch" label={t('filter.batch')} asked={asked('batch')} />
            {choice('provider', t('filter.anyProvider'))}
            <ChoiceFilter
              name="environment"
              label={t('filter.environment')}
              asked={asked('environment')}
              any={t('filter.anyEnvironment')}
              options={ENVIRONMENTS.map((one): Option => [one, t(`environment.${one}`)])}
            />
          </div>
        </details>
      </div>
    </FilterBar>
  );
}

/** What one field of the filter shows: its value in the address and what is wrong with it. */
type Asked = { value: string; errors: string[] | undefined };
type FilterProps = { name: string; label: string; asked: Asked; className?: string };
type InputLook = Pick<
  ComponentProps<'input'>,
  'type' | 'placeholder' | 'inputMode' | 'min' | 'max' | 'maxLength'
>;

function TextFilter({ name, label, asked, className, ...rest }: FilterProps & InputLook) {
  return (
    <Field name={name} label={label} errors={asked.errors} className={className ?? NARROW}>
      {(control) => (
        <Input
          maxLength={100}
          {...control}
          {...rest}
          defaultValue={asked.value}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

function ChoiceFilter({
  name,
  label,
  asked,
  any,
  options,
}: FilterProps & { any: string; options: readonly Option[] }) {
  return (
    <Field name={name} label={label} errors={asked.errors} className={NARROW}>
      {(control) => (
        <Select {...control} defaultValue={asked.value}>
          <option value="">{any}</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
