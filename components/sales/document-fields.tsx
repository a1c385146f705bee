'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { FiscalDocument } from '#server/gateways/fiscal-details.ts';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import { BuyerFields } from './buyer-fields.tsx';
import { type DraftBuyer, type DraftSale, hasBuyer } from './draft-sale.ts';

type DocumentFieldsProps = {
  device: SellableDevice;
  draft: DraftSale;
  fieldErrors: Record<string, string[]>;
  onChange: (draft: DraftSale) => void;
};

const NAMES = ['document', 'buyer', 'phone', 'email'];

/** Which paper the sale gets, for whom it is made out and where it is sent; folded away, since most buyers ask for none of it. */
export function DocumentFields({ device, draft, fieldErrors, onChange }: DocumentFieldsProps) {
  const t = useTranslations('sale.document');
  if (device.documents.length === 0 && !device.takesBuyer && !device.takesNotice) return null;
  const isWrong = Object.keys(fieldErrors).some((name) => NAMES.includes(name.split('.')[0] ?? ''));
  const isUsed = hasBuyer(draft) || draft.document !== null || draft.phone !== '' || draft.email !== '';
  return (
    <details open={isWrong || isUsed || undefined} className="rounded-lg border">
      <summary className="cursor-pointer px-3 py-2.5 font-medium text-sm">{t('title')}</summary>
      <div className="grid gap-4 border-t p-3">
        {device.documents.length > 1 && (
          <Field name="document" label={t('kind')} errors={fieldErrors.document ?? []}>
            {(control) => (
              <Select
                {...control}
                value={draft.document ?? device.documents[0]}
                onChange={(event) => onChange({ ...draft, document: event.target.value as FiscalDocument })}
              >
                {device.documents.map((document) => (
                  <option key={document} value={document}>
                    {t(`kinds.${document}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        {device.takesBuyer && (
          <BuyerFields
            buyer={draft.buyer}
            fieldErrors={fieldErrors}
            onChange={(part: Partial<DraftBuyer>) =>
              onChange({ ...draft, buyer: { ...draft.buyer, ...part } })
            }
          />
        )}
        {device.takesNotice && (
          <NoticeFields device={device} draft={draft} fieldErrors={fieldErrors} onChange={onChange} />
        )}
      </div>
    </details>
  );
}

function NoticeFields({ draft, fieldErrors, onChange }: DocumentFieldsProps) {
  const t = useTranslations('sale.document');
  return (
    <>
      <Field
        name="phone"
        label={t('phone')}
        hint={t('notice')}
        need="optional"
        errors={fieldErrors.phone ?? []}
      >
        {(control) => (
          <Input
            {...control}
            type="tel"
            inputMode="tel"
            autoComplete="off"
            maxLength={30}
            value={draft.phone}
            onChange={(event) => onChange({ ...draft, phone: event.target.value })}
          />
        )}
      </Field>
      <Field name="email" label={t('email')} need="optional" errors={fieldErrors.email ?? []}>
        {(control) => (
          <Input
            {...control}
            // Not `type="email"`: its check speaks the browser's language, ours the reader's.
            inputMode="email"
            autoComplete="off"
            maxLength={254}
            value={draft.email}
            onChange={(event) => onChange({ ...draft, email: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
