'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Instant } from '#components/time/instant.tsx';
import { controlLook } from '#components/ui/input.tsx';
import type { Note } from '#server/transactions/get-transaction.ts';

type NotesProps = {
  transactionId: string;
  /** Newest first. */
  notes: readonly Note[];
  timeZone: string;
  /** Keeps a note; bound to its merchant. */
  action: (state: FormState, form: FormData) => Promise<FormState>;
};

/** What people wrote about an operation, and a place to write the next. Works before any script. */
export function Notes({ transactionId, notes, timeZone, action }: NotesProps) {
  const t = useTranslations('story.notes');
  const [state, send] = useActionState(action, idleForm);
  return (
    <section aria-labelledby="notes" className="grid gap-2">
      <h2 id="notes" className="text-base">
        {t('title')} {notes.length > 0 && <span className="font-normal text-ink-soft">({notes.length})</span>}
      </h2>
      <form action={send} className="grid gap-2" data-frame>
        <input type="hidden" name="transactionId" value={transactionId} />
        <Field name="text" label={t('label')} hint={t('hint')} errors={state.fieldErrors?.text}>
          {(control) => (
            <textarea
              {...control}
              // A sent note empties the field, a refused one stays to be mended.
              key={`${notes.length} ${state.status}`}
              defaultValue={state.status === 'error' ? state.values?.text : ''}
              rows={2}
              maxLength={1000}
              className={`${controlLook} h-auto py-1.5 leading-snug`}
            />
          )}
        </Field>
        <div className="flex flex-wrap items-center gap-3">
          <SubmitButton variant="secondary" busy={t('adding')}>
            {t('add')}
          </SubmitButton>
          <p role="status" className="text-sm empty:hidden">
            {state.status === 'done' && <span className="text-ink-soft">{t('added')}</span>}
            {state.formError && <span className="text-stopped">{state.formError}</span>}
          </p>
        </div>
      </form>
      {notes.length === 0 && <p className="text-ink-soft text-sm">{t('none')}</p>}
      <ol reversed className="divide-y border-y text-sm empty:hidden">
        {notes.map((note) => (
          <li key={note.id} className="py-2">
            <p className="whitespace-pre-line [overflow-wrap:anywhere]">{note.text}</p>
            <p className="text-ink-soft text-xs">
              <Instant at={note.at} timeZone={timeZone} detail="full" /> ·{' '}
              {note.author ? t('by', { name: note.author }) : t('byFormer')}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
