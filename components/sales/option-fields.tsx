'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { Tick } from '#components/forms/tick.tsx';
import { Input } from '#components/ui/input.tsx';
import type { SellableDevice } from '#server/terminals/list-sellable-devices.ts';
import type { DraftSale } from './draft-sale.ts';

type OptionFieldsProps = {
  device: SellableDevice;
  draft: DraftSale;
  fieldErrors: Record<string, string[]>;
  onChange: (draft: DraftSale) => void;
};

/** The fields of one line of text: which option each belongs to, and how long it may be. */
const TEXTS = [
  { name: 'invoiceNumber', option: 'invoiceNumber', max: 20, hint: 'toldHint' },
  { name: 'description', option: 'description', max: 40, hint: 'toldHint' },
  { name: 'receiptEmail', option: 'email', max: 60, hint: 'receiptEmailHint' },
] as const;
const NAMES = [...TEXTS.map(({ name }) => name), 'noTerminalPrint'];

/** What else the provider can be told of a sale; folded away, since most sales need none of it. */
export function OptionFields({ device, draft, fieldErrors, onChange }: OptionFieldsProps) {
  const t = useTranslations('sale.options');
  if (device.saleOptions.length === 0) return null;
  const isWrong = Object.keys(fieldErrors).some((name) => NAMES.includes(name));
  const isUsed = TEXTS.some(({ name }) => draft[name] !== '') || !draft.printsOnTerminal;
  return (
    <details open={isWrong || isUsed || undefined} className="rounded-lg border">
      <summary className="cursor-pointer px-3 py-2.5 font-medium text-sm">{t('title')}</summary>
      <div className="grid gap-4 border-t p-3">
        {TEXTS.filter(({ option }) => device.saleOptions.includes(option)).map(({ name, max, hint }) => (
          <Field
            key={name}
            name={name}
            label={t(name)}
            hint={t(hint)}
            need="optional"
            errors={fieldErrors[name] ?? []}
          >
            {(control) => (
              <Input
                {...control}
                // Not `type="email"`: its check speaks the browser's language, ours the reader's.
                inputMode={name === 'receiptEmail' ? 'email' : undefined}
                autoComplete="off"
                maxLength={max}
                value={draft[name]}
                onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {device.saleOptions.includes('printsOnTerminal') && (
          <Tick
            name="noTerminalPrint"
            label={t('noTerminalPrint')}
            errors={fieldErrors.noTerminalPrint ?? []}
            checked={!draft.printsOnTerminal}
            onChange={(isTicked) => onChange({ ...draft, printsOnTerminal: !isTicked })}
          />
        )}
      </div>
    </details>
  );
}

/** The same once more, to be looked over before it is sent. */
export function ChosenOptions({ device, draft }: Pick<OptionFieldsProps, 'device' | 'draft'>) {
  const t = useTranslations('sale.options');
  const written = TEXTS.filter(
    ({ name, option }) => device.saleOptions.includes(option) && draft[name].trim() !== '',
  );
  const isUnprinted = device.saleOptions.includes('printsOnTerminal') && !draft.printsOnTerminal;
  if (written.length === 0 && !isUnprinted) return null;
  return (
    <ul className="grid gap-0.5 text-ink-soft text-sm">
      {written.map(({ name }) => (
        <li key={name} className="[overflow-wrap:anywhere]">
          {t.rich('chosen', {
            name: t(name),
            value: () => <span className="text-ink">{draft[name].trim()}</span>,
          })}
        </li>
      ))}
      {isUnprinted && <li>{t('noTerminalPrint')}</li>}
    </ul>
  );
}
