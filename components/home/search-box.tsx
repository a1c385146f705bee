import { Search } from 'lucide-react';
import Form from 'next/form';
import { useTranslations } from 'next-intl';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Label } from '#components/ui/label.tsx';

/** One box that finds a payment: writes the address of the list of transactions, so it works before any script. */
export function SearchBox({ merchant }: { merchant: string }) {
  const t = useTranslations('home.search');
  return (
    <Form
      action={`/${merchant}/transactions`}
      role="search"
      className="grid gap-1.5 rounded-lg border bg-surface p-4"
    >
      <Label htmlFor="home-search">{t('title')}</Label>
      <div className="flex gap-2">
        <div className="relative min-w-0 flex-1">
          <Search
            aria-hidden
            className="pointer-events-none absolute inset-y-0 left-2.5 my-auto size-4 text-ink-faint"
          />
          <Input
            id="home-search"
            type="search"
            name="q"
            autoComplete="off"
            maxLength={200}
            className="pl-8"
            aria-describedby="home-search-hint"
          />
        </div>
        <SubmitButton>{t('action')}</SubmitButton>
      </div>
      <p id="home-search-hint" className="text-ink-soft text-xs">
        {t('hint')}
      </p>
    </Form>
  );
}
