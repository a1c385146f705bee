'use client';

import { Download, Eraser } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Tick } from '#components/forms/tick.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { PersonSummary } from '#server/privacy/find-person.ts';
import type { PersonAction } from './person-action.ts';
import { saveFile } from './save-file.ts';

const COUNTED = ['sales', 'links', 'splits', 'notes', 'mails'] as const;

type FoundPersonProps = {
  contact: string;
  summary: PersonSummary;
  save: PersonAction<string>;
  erase: PersonAction<PersonSummary>;
};

/** What is kept of a person, with the ways to hand it over and to take it away. */
export function FoundPerson({ contact, summary, save, erase }: FoundPersonProps) {
  const t = useTranslations('privacy');
  const [erased, sendErase] = useActionState<FormState & { value?: PersonSummary }, FormData>(erase, {
    status: 'idle',
  });
  const hasAny = COUNTED.some((kind) => summary[kind] > 0);
  if (erased.status === 'done') return <Alert kind="done">{t('erased')}</Alert>;
  if (!hasAny) return <Alert kind="info">{t('nothing')}</Alert>;
  return (
    <section aria-labelledby="found" className="grid gap-4 rounded-lg border bg-surface p-4">
      <h2 id="found" className="text-base">
        {t('found')}
      </h2>
      <ul className="grid gap-1 text-sm">
        {COUNTED.map((kind) => (
          <li key={kind}>{t(`counts.${kind}`, { count: summary[kind] })}</li>
        ))}
      </ul>
      {summary.mails > 0 && <p className="text-ink-soft text-sm">{t('mailsHint')}</p>}
      <SaveForm contact={contact} save={save} />
      {summary.open > 0 ? (
        <Alert kind="warning">{t('open', { count: summary.open })}</Alert>
      ) : (
        <form action={sendErase} className="grid gap-3 border-t pt-4">
          {erased.formError && <Alert kind="error">{erased.formError}</Alert>}
          <input type="hidden" name="contact" value={contact} />
          <Tick name="confirmed" label={t('confirm')} errors={erased.fieldErrors?.confirmed} />
          <div>
            <SubmitButton variant="danger" busy={t('erasing')}>
              <Eraser aria-hidden />
              {t('erase')}
            </SubmitButton>
          </div>
        </form>
      )}
    </section>
  );
}

function SaveForm({ contact, save }: Pick<FoundPersonProps, 'contact' | 'save'>) {
  const t = useTranslations('privacy');
  const [state, send] = useActionState<FormState & { value?: string }, FormData>(
    async (before, form) => {
      const after = await save(before, form);
      if (after.status === 'done' && after.value) saveFile(t('fileName'), 'application/json', after.value);
      return after;
    },
    { status: 'idle' },
  );
  return (
    <form action={send} className="flex flex-wrap items-center gap-3">
      <input type="hidden" name="contact" value={contact} />
      <SubmitButton variant="secondary" busy={t('exporting')}>
        <Download aria-hidden />
        {t('export')}
      </SubmitButton>
      <p role="status" className="text-sm empty:hidden">
        {state.status === 'done' && t('exported')}
        {state.formError}
      </p>
    </form>
  );
}
