import { ReceiptText } from 'lucide-react';
import Form from 'next/form';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';

/** Finds a payment by what stands on its slip: writes the address of the list of transactions, so it works before any script. */
export function SearchBox({ merchant }: { merchant: string }) {
  const t = useTranslations('home.search');
  return (
    <Form
      action={`/${merchant}/transactions`}
      role="search"
      aria-label={t('title')}
      className="grid gap-3 rounded-lg border bg-surface p-4"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 className="text-base">{t('title')}</h2>
        <Link href={`/${merchant}/receipts`} prefetch={false} className={buttonLook('ghost')}>
          <ReceiptText aria-hidden />
          {t('reprint')}
        </Link>
      </div>
      <div className="flex flex-wrap items-start gap-3">
        <Field name="q" label={t('q')} hint={t('hint')} className="min-w-48 flex-1 basis-64">
          {(control) => <Input {...control} type="search" autoComplete="off" maxLength={200} />}
        </Field>
        <Field name="last4" label={t('last4')} className="min-w-32 flex-1 basis-32 md:max-w-56">
          {(control) => <Input {...control} inputMode="numeric" autoComplete="off" maxLength={4} />}
        </Field>
        <SubmitButton className="mt-6">{t('action')}</SubmitButton>
      </div>
    </Form>
  );
}
