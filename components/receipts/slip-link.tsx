'use client';

import { Copy, Link2 } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useId, useRef, useState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Label } from '#components/ui/label.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { Select } from '#components/ui/select.tsx';
import type { SlipLink as Link } from '#server/receipts/get-slip.ts';
import { LinkList } from './link-list.tsx';

/** A link that was just made; told once. */
type MadeState = FormState & { value?: { address: string; expiresAt: Date } };

type SlipLinkProps = {
  transactionId: string;
  links: readonly Link[];
  /** For how many days a link may be valid, the usual first. */
  days: readonly number[];
  timeZone: string;
  actions: {
    make: (state: MadeState, form: FormData) => Promise<MadeState>;
    revoke: (state: FormState, form: FormData) => Promise<FormState>;
  };
};

/** A link under which the customer sees the slip, and those that were made before. */
export function SlipLink({ transactionId, links, days, timeZone, actions }: SlipLinkProps) {
  const t = useTranslations('slip.link');
  const [state, send] = useActionState<MadeState, FormData>(actions.make, idleForm);
  return (
    <Popover
      label={t('title')}
      className="w-96"
      trigger={
        <Button>
          <Link2 aria-hidden />
          {t('button')}
        </Button>
      }
    >
      <div className="grid gap-3 text-sm">
        <p className="text-ink-soft text-xs">{t('hint')}</p>
        <form action={send} className="flex flex-wrap items-end gap-2">
          <input type="hidden" name="transactionId" value={transactionId} />
          <Field name="days" label={t('days')} errors={state.fieldErrors?.days} className="w-32">
            {(control) => (
              <Select {...control} defaultValue={String(days[0])}>
                {days.map((one) => (
                  <option key={one} value={one}>
                    {t('daysOf', { days: one })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <SubmitButton busy={t('making')}>{t('make')}</SubmitButton>
        </form>
        {state.formError && <Alert kind="error">{state.formError}</Alert>}
        {state.value && <Made key={state.value.address} {...state.value} timeZone={timeZone} />}
        <LinkList links={links} timeZone={timeZone} revoke={actions.revoke} />
      </div>
    </Popover>
  );
}

function Made({ address, expiresAt, timeZone }: { address: string; expiresAt: Date; timeZone: string }) {
  const t = useTranslations('slip.link');
  const locale = useLocale();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<'copied' | 'notCopied' | null>(null);

  async function copy() {
    await navigator.clipboard.writeText(address).then(
      () => setSaid('copied'),
      () => {
        field.current?.select();
        setSaid('notCopied');
      },
    );
  }

  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>{t('address')}</Label>
      <Input
        id={id}
        ref={field}
        readOnly
        value={address}
        onFocus={(event) => event.target.select()}
        className="font-mono text-xs"
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button onClick={() => void copy()}>
          <Copy aria-hidden />
          {t('copy')}
        </Button>
        <span role="status">{said && t(said)}</span>
      </div>
      <p className="text-ink-soft text-xs">
        {t('until', { time: formatInstant(expiresAt, timeZone, locale, 'full') })}
      </p>
    </div>
  );
}
