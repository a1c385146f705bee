import { useTranslations } from 'next-intl';
import type { FormState } from '#components/forms/form-state.ts';

/** What the fields are called in the summary of what is wrong; a line and a part of the buyer by what they belong to. */
export function useSaleLabels(state: FormState): Record<string, string> {
  const t = useTranslations('sale');
  const labels: Record<string, string> = {
    kind: t('kind'),
    deviceId: t('device'),
    amount: t('amount'),
    currency: t('currency'),
    installmentCount: t('installments'),
    paymentType: t('paymentType'),
    surcharge: t('surcharge'),
    lines: t('lines.title'),
    discount: t('discount.whole'),
    document: t('document.kind'),
    buyer: t('buyer.title'),
    phone: t('document.phone'),
    email: t('document.email'),
    invoiceNumber: t('options.invoiceNumber'),
    description: t('options.description'),
    receiptEmail: t('options.receiptEmail'),
    noTerminalPrint: t('options.noTerminalPrint'),
    deviceIsIdle: t('deviceIsIdle'),
  };
  const named = Object.keys(state.fieldErrors ?? {}).map((name) => [
    name,
    labels[name] ?? labels[name.split('.')[0] ?? ''] ?? name,
  ]);
  return Object.fromEntries(named);
}
