'use client';

import { Plus } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useId, useState } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field, FieldErrors } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { FiguresForm as Wanted } from '#server/end-of-day/figures-form.ts';
import { sameNumber } from '#server/kernel/same-number.ts';
import { FigureRow, type WantedFigure } from './figure-row.tsx';

type FiguresFormProps = {
  runId: string;
  wanted: Wanted;
  /** The bank's day, in words. */
  day: string;
  timeZone: string;
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/**
 * Where the bank's figures are entered: filled in with what was read from the bank, else empty. An answer of the bank that
 * comes while somebody has begun to type takes nothing away: it is offered.
 */
export function FiguresForm({ wanted, ...rest }: FiguresFormProps) {
  const t = useTranslations('endOfDay.figures');
  const readAt = wanted.read?.at.getTime() ?? null;
  const [usedAt, setUsedAt] = useState(readAt);
  const [isTouched, setTouched] = useState(false);
  if (readAt !== usedAt && !isTouched) setUsedAt(readAt);
  const take = () => {
    setUsedAt(readAt);
    setTouched(false);
  };
  return (
    <>
      {readAt !== null && readAt !== usedAt && (
        <Alert kind="info" action={<Button onClick={take}>{t('take')}</Button>} live className="max-w-4xl">
          {t('readMeanwhile')}
        </Alert>
      )}
      <EntryForm
        {...rest}
        key={usedAt ?? 'empty'}
        wanted={readAt === usedAt ? wanted : withoutReading(wanted)}
        onTouch={() => setTouched(true)}
      />
    </>
  );
}

/** The form as it is for somebody who types everything in. */
function withoutReading(wanted: Wanted): Wanted {
  const named = wanted.beside.flatMap(({ group, name }) => (name === null ? [] : [{ group, name }]));
  return {
    ...wanted,
    rows: wanted.rows.map((row) => ({ ...row, read: null })),
    beside: [],
    others: [...named, ...wanted.others],
    read: null,
  };
}

/**
 * One line per card type of our book, and what else the bank lists. What differs is said while one types; the server compares
 * anew and has a difference confirmed before it writes the report.
 */
function EntryForm({
  runId,
  wanted,
  day,
  timeZone,
  action,
  onTouch,
}: FiguresFormProps & { onTouch: () => void }) {
  const t = useTranslations('endOfDay.figures');
  const locale = useLocale();
  const [state, submit] = useActionState(action, idleForm);
  const [added, setAdded] = useState<Wanted['others']>([]);
  const [typed, setTyped] = useState<ReadonlyMap<string, number | null>>(new Map());
  const rows = wantedFigures(wanted, added);
  const differs = rows.some((row) => {
    const minor = typed.has(keyOf(row)) ? typed.get(keyOf(row)) : row.read && (row.read.listed ?? 0);
    return minor != null && minor !== (row.ours?.netMinor ?? 0);
  });
  const errors = state.fieldErrors ?? {};
  const left = wanted.others.filter((other) => !added.includes(other));
  const { read } = wanted;
  return (
    <form action={submit} onInput={onTouch} className="grid max-w-4xl gap-4 rounded-lg border bg-surface p-4">
      <ErrorSummary state={state} labels={labelsOf(rows, t)} />
      <input type="hidden" name="runId" value={runId} />
      {read && <input type="hidden" name="readAt" value={read.at.toISOString()} />}
      <p className="max-w-[70ch] text-pretty text-sm">
        {read
          ? t('sentenceRead', { day, at: formatInstant(read.at, timeZone, locale) })
          : t('sentence', { day })}{' '}
        <span className="text-ink-soft">{t('hint')}</span>
      </p>
      <ul className="divide-y border-y">
        {rows.map((row, place) => (
          <FigureRow
            key={keyOf(row)}
            row={row}
            place={place}
            errors={{ amount: errors[`amounts.${place}`] ?? [], count: errors[`counts.${place}`] ?? [] }}
            onMinor={(minor) => setTyped(new Map(typed).set(keyOf(row), minor))}
            onRemove={
              row.ours === null && row.read === null
                ? () => {
                    setAdded(added.filter((other) => other.group !== row.group));
                    setTyped(new Map([...typed].filter(([key]) => key !== keyOf(row))));
                  }
                : undefined
            }
          />
        ))}
      </ul>
      {left.length > 0 && <AddType others={left} onAdd={(other) => setAdded([...added, other])} />}
      <BatchNumberFields
        ours={wanted.batchNumber}
        read={read?.batchNumber ?? null}
        errors={errors}
        values={state.values}
      />
      {(differs || errors.accepts) && <Accepts errors={errors.accepts ?? []} />}
      <div>
        <SubmitButton busy={t('submitting')}>{t('submit')}</SubmitButton>
      </div>
    </form>
  );
}

/** The lines of the form: our card types, then those only the bank lists, then what a person adds. */
function wantedFigures(wanted: Wanted, added: Wanted['others']): WantedFigure[] {
  return [
    ...wanted.rows.map((row) => ({ ...row, ours: { count: row.count, netMinor: row.netMinor } })),
    ...wanted.beside.map((row) => ({ ...row, ours: null, read: { listed: row.listed } })),
    ...added.map((other) => ({ ...other, currency: wanted.currency, ours: null, read: null })),
  ];
}

function keyOf({ group, currency }: Pick<WantedFigure, 'group' | 'currency'>): string {
  return `${currency} ${group}`;
}

function labelsOf(
  rows: readonly WantedFigure[],
  t: ReturnType<typeof useTranslations<'endOfDay.figures'>>,
): Record<string, string> {
  const ofRows = rows.flatMap((row, place) => {
    const name = row.name ?? (row.group || t('unknownType'));
    return [
      [`amounts.${place}`, `${name}, ${t('amount')}`],
      [`counts.${place}`, `${name}, ${t('count')}`],
    ];
  });
  return {
    ...Object.fromEntries(ofRows),
    batchNumber: t('batchNumber'),
    numberNote: t('numberNote'),
    accepts: t('acceptsLabel'),
  };
}

/** A card type the bank lists and our book does not have. */
function AddType({
  others,
  onAdd,
}: {
  others: Wanted['others'];
  onAdd: (other: Wanted['others'][number]) => void;
}) {
  const t = useTranslations('endOfDay.figures');
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <label htmlFor={id} className="flex items-center gap-1.5 font-medium">
        <Plus aria-hidden className="size-4" />
        {t('add')}
      </label>
      <Select
        id={id}
        value=""
        onChange={(event) => {
          const other = others.find(({ group }) => group === event.target.value);
          if (other) onAdd(other);
        }}
        className="w-48"
      >
        <option value="">{t('choose')}</option>
        {others.map(({ group, name }) => (
          <option key={group} value={group}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** The number the bank gives the batch; where it is not ours, the reason has to be there. */
function BatchNumberFields({
  ours,
  read,
  errors,
  values,
}: {
  ours: string | null;
  /** What was read from the bank. */
  read: string | null;
  errors: Record<string, string[]>;
  values: FormState['values'];
}) {
  const t = useTranslations('endOfDay.figures');
  const [number, setNumber] = useState(ours ?? read ?? '');
  const isOther = ours !== null && !sameNumber(number.trim(), ours);
  return (
    <div className="grid gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
      <Field
        name="batchNumber"
        label={t('batchNumber')}
        hint={ours === null ? t('numberUnknown') : t('numberOurs', { number: ours })}
        errors={errors.batchNumber}
        need={ours === null ? 'optional' : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
            maxLength={32}
            autoComplete="off"
            className="font-mono"
          />
        )}
      </Field>
      {(isOther || errors.numberNote) && (
        <Field name="numberNote" label={t('numberNote')} errors={errors.numberNote} need="required">
          {(control) => (
            <Input {...control} defaultValue={values?.numberNote ?? ''} maxLength={200} autoComplete="off" />
          )}
        </Field>
      )}
    </div>
  );
}

function Accepts({ errors }: { errors: string[] }) {
  const t = useTranslations('endOfDay.figures');
  const id = useId();
  return (
    <div className="grid gap-1" data-field="accepts">
      <label className="flex items-start gap-2 text-sm">
        <input
          type="checkbox"
          name="accepts"
          value="yes"
          aria-describedby={errors.length > 0 ? id : undefined}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        {t('accepts')}
      </label>
      <FieldErrors id={id} errors={errors} />
    </div>
  );
}
