import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { Field } from '#components/forms/field.tsx';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { FilterBar } from '#components/tables/filter-bar.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';

/** A device the list can be narrowed to, with its branch. */
type DeviceChoice = { deviceId: string; label: string; branchId: string; branchName: string };

type FilterFormProps = {
  pathname: string;
  params: SearchParams;
  choices: readonly DeviceChoice[];
  /** Sentences about what cannot be understood, by the name of the value. */
  errors: Partial<Record<string, string[]>>;
};

/** What one field of the filter shows: its value in the address and what is wrong with it. */
type Asked = { defaultValue: string; errors: string[] | undefined };

const BEHIND_MORE = ['branch', 'min', 'max', 'last4'] as const;
const NAMES = ['q', 'kind', 'device', 'from', 'to', ...BEHIND_MORE];
/** Two beside each other on a phone. */
const NARROW = 'w-38 max-md:w-[calc(50%-0.25rem)]';
const DAYS = { type: 'date', min: '2000-01-01', max: '2099-12-31' } as const;

/** The filter of the list: what is asked every day in sight, the rest behind «more», each with what is wrong with it. */
export function FilterForm({ pathname, params, choices, errors }: FilterFormProps) {
  const t = useTranslations('transactions.filter');
  const kinds = useTranslations('transactions.kind');
  const asked = (name: string): Asked => ({
    defaultValue: oneParam(params, name) ?? '',
    errors: errors[name],
  });
  const devices = choices.map((one): Option => [one.deviceId, `${one.label} · ${one.branchName}`]);
  const branches: Option[] = [...new Map(choices.map((one) => [one.branchId, one.branchName]))];
  const isMoreAsked = BEHIND_MORE.some((name) => asked(name).defaultValue !== '');
  return (
    <FilterBar pathname={pathname} params={params} names={NAMES}>
      <div className="flex min-w-0 flex-1 basis-full flex-wrap items-start gap-2 md:basis-0">
        <TextFilter
          name="q"
          label={t('q')}
          asked={asked('q')}
          type="search"
          title={t('qHint')}
          className="min-w-48 flex-1 max-md:basis-full"
        />
        <ChoiceFilter
          name="kind"
          label={t('kind')}
          asked={asked('kind')}
          any={t('anyKind')}
          options={SHOWN_KINDS.map((kind): Option => [kind, kinds(kind)])}
        />
        <ChoiceFilter
          name="device"
          label={t('device')}
          asked={asked('device')}
          any={t('anyDevice')}
          options={devices}
        />
        <TextFilter name="from" label={t('from')} asked={asked('from')} {...DAYS} />
        <TextFilter name="to" label={t('to')} asked={asked('to')} {...DAYS} />
        <details open={isMoreAsked} className="w-full">
          <summary className="w-fit rounded-sm py-1 text-ink-soft text-sm hover:text-ink max-md:py-3">
            {t('more')}
          </summary>
          <div className="flex flex-wrap items-start gap-2 pt-1">
            <ChoiceFilter
              name="branch"
              label={t('branch')}
              asked={asked('branch')}
              any={t('anyBranch')}
              options={branches}
            />
            <TextFilter name="min" label={t('min')} asked={asked('min')} inputMode="decimal" />
            <TextFilter name="max" label={t('max')} asked={asked('max')} inputMode="decimal" />
            <TextFilter name="last4" label={t('last4')} asked={asked('last4')} inputMode="numeric" />
          </div>
        </details>
      </div>
    </FilterBar>
  );
}

type FilterProps = { name: string; label: string; asked: Asked; className?: string };

function TextFilter({
  name,
  label,
  asked,
  className,
  ...rest
}: FilterProps & Pick<ComponentProps<'input'>, 'type' | 'title' | 'inputMode' | 'min' | 'max'>) {
  return (
    <Field name={name} label={label} errors={asked.errors} className={className ?? NARROW}>
      {(control) => (
        <Input
          {...control}
          {...rest}
          defaultValue={asked.defaultValue}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
        />
      )}
    </Field>
  );
}

type Option = [value: string, label: string];

function ChoiceFilter({
  name,
  label,
  asked,
  any,
  options,
}: FilterProps & { any: string; options: Option[] }) {
  return (
    <Field name={name} label={label} errors={asked.errors} className={NARROW}>
      {(control) => (
        <Select {...control} defaultValue={asked.defaultValue}>
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
