'use client';

import { useLocale, useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormAction, useRefreshingForm } from '#components/forms/refreshing-form.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { ScheduleView } from '#server/exports/schedule-export.ts';
import type { Target } from '#server/journals/journal-wish.ts';

const CADENCES: readonly ScheduleView['cadence'][] = ['daily', 'weekly', 'monthly'];
const FORMS = ['csv', 'xlsx'] as const;

type SchedulesProps = {
  rows: ScheduleView[];
  timeZone: string;
  /** The first whole hour at which the day before is over. */
  firstHour: number;
  views: { id: string; name: string }[];
  targets: readonly Target[];
  /** Whether mails can be sent. */
  isTold: boolean;
  schedule: FormAction;
  remove: FormAction;
};

/** Files that are made again and again, and a form for another. */
export function Schedules({ rows, timeZone, isTold, remove, ...form }: SchedulesProps) {
  const t = useTranslations('exports.schedules');
  const locale = useLocale();
  return (
    <div className="grid gap-4">
      {!isTold && <Alert kind="warning">{t('noMail')}</Alert>}
      {rows.length === 0 ? (
        <p className="text-ink-soft text-sm">{t('empty')}</p>
      ) : (
        <ul aria-label={t('caption')} className="grid gap-2">
          {rows.map((row) => (
            <li key={row.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b pb-2">
              <span className="min-w-0 flex-1 basis-56">
                <span className="block font-medium">{row.name}</span>
                <span className="block text-ink-soft text-xs">
                  {t(`cadences.${row.cadence}`)}
                  {' · '}
                  {row.nextAt
                    ? `${t('next')}: ${formatInstant(row.nextAt, timeZone, locale)}`
                    : t('stopped', { name: row.maker ?? '–' })}
                  {' · '}
                  {t('teller')}: {row.maker ?? '–'}
                </span>
              </span>
              <RemoveButton row={row} action={remove} />
            </li>
          ))}
        </ul>
      )}
      <NewSchedule {...form} />
    </div>
  );
}

function RemoveButton({ row, action }: { row: ScheduleView; action: FormAction }) {
  const t = useTranslations('exports.schedules');
  const [state, send] = useRefreshingForm(action);
  return (
    <form action={send}>
      <input type="hidden" name="scheduleId" value={row.id} />
      <SubmitButton variant="secondary">
        <span aria-hidden>{t('remove')}</span>
        <span className="sr-only">{t('removeOf', { name: row.name })}</span>
      </SubmitButton>
      <p role="status" className="text-sm text-stopped empty:hidden">
        {state.formError}
      </p>
    </form>
  );
}

type NewScheduleProps = Pick<SchedulesProps, 'firstHour' | 'views' | 'targets' | 'schedule'>;

function NewSchedule({ firstHour, views, targets, schedule }: NewScheduleProps) {
  const t = useTranslations('exports.schedules');
  const [forms, names] = [useTranslations('exports.new.forms'), useTranslations('journal.targets')];
  const [state, send] = useRefreshingForm(schedule);
  const { values, fieldErrors } = state;
  const labels = { name: t('name'), what: t('of'), form: t('form'), cadence: t('cadence'), hour: t('hour') };
  const hours = Array.from({ length: 24 - firstHour }, (_, index) => String(firstHour + index));
  return (
    <form action={send} className="grid gap-3">
      <ErrorSummary state={state} labels={labels} />
      <div className="grid items-start gap-3 sm:grid-cols-2 lg:grid-cols-5">
        <Field name="name" label={t('name')} errors={fieldErrors?.name} need="required">
          {(control) => <Input {...control} maxLength={60} defaultValue={values?.name} />}
        </Field>
        <Field name="what" label={t('of')} errors={fieldErrors?.what}>
          {(control) => (
            <Select key={values?.what} {...control} defaultValue={values?.what}>
              <option value="all">{t('all')}</option>
              {views.map((view) => (
                <option key={view.id} value={`view:${view.id}`}>
                  {t('view', { name: view.name })}
                </option>
              ))}
              {targets.map((target) => (
                <option key={target} value={`journal:${target}`}>
                  {t('journal', { target: names(target) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="form" label={t('form')}>
          {(control) => (
            <Select key={values?.form} {...control} defaultValue={values?.form}>
              {FORMS.map((form) => (
                <option key={form} value={form}>
                  {forms(form)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="cadence" label={t('cadence')}>
          {(control) => (
            <Select key={values?.cadence} {...control} defaultValue={values?.cadence}>
              {CADENCES.map((cadence) => (
                <option key={cadence} value={cadence}>
                  {t(`cadences.${cadence}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="hour" label={t('hour')}>
          {(control) => (
            <Select key={values?.hour} {...control} defaultValue={values?.hour ?? '8'}>
              {hours.map((hour) => (
                <option key={hour} value={hour}>
                  {hour.padStart(2, '0')}:00
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div>
        <SubmitButton variant="secondary">{t('make')}</SubmitButton>
      </div>
    </form>
  );
}
