'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { Tick } from '#components/forms/tick.tsx';
import { Input } from '#components/ui/input.tsx';
import type { SaleOption } from '#server/gateways/sale-options.ts';

/** What the provider can be told of a refund beside its amount; its invoice was told with the sale. */
export function RefundOptions({ options, state }: { options: readonly SaleOption[]; state: FormState }) {
  const t = useTranslations('sale.options');
  const isWrong = Boolean(state.fieldErrors?.receiptEmail ?? state.fieldErrors?.noTerminalPrint);
  const written = state.values?.receiptEmail ?? '';
  const isUnprinted = state.values?.noTerminalPrint === 'yes';
  return (
    <details open={isWrong || written !== '' || isUnprinted || undefined} className="rounded-lg border">
      <summary className="cursor-pointer px-3 py-2.5 font-medium text-sm">{t('title')}</summary>
      <div className="grid gap-4 border-t p-3">
        {options.includes('email') && (
          <Field
            name="receiptEmail"
            label={t('receiptEmail')}
            hint={t('receiptEmailHint')}
            need="optional"
            errors={state.fieldErrors?.receiptEmail ?? []}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="email"
                autoComplete="off"
                maxLength={60}
                defaultValue={written}
              />
            )}
          </Field>
        )}
        {options.includes('printsOnTerminal') && (
          <Tick
            name="noTerminalPrint"
            label={t('noTerminalPrint')}
            errors={state.fieldErrors?.noTerminalPrint ?? []}
            defaultChecked={isUnprinted}
          />
        )}
      </div>
    </details>
  );
}
