'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useEffect, useState } from 'react';
import { countOperations } from '#components/batches/count-operations.ts';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogClose } from '#components/ui/dialog.tsx';
import type { Net } from '#server/batches/net.ts';
import type { CloseWish } from '#server/end-of-day/request-closes.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { SelectAll, useSelection } from './selection.tsx';

/** A close that was not started, and why; `at` and `zone` where the bank closes later. */
export type RefusedClose = {
  deviceId: string;
  kind: Extract<CloseWish, { failure: object }>['failure']['kind'];
  at: string;
  zone: string;
};

/** What came of asking for several closes. */
export type CloseSomeState = FormState & { value?: { asked: number; refused: RefusedClose[] } };

/** The action behind the button, already bound to its merchant. */
export type CloseSomeAction = (state: CloseSomeState, form: FormData) => Promise<CloseSomeState>;

/** A device that can be closed, with what its batch holds. */
export type Closable = { id: string; label: string; branchName: string; nets: Net[] };

/** One button for the chosen devices; says what was started, and of each that refused why. */
export function CloseSome({ devices, action }: { devices: Closable[]; action: CloseSomeAction }) {
  const t = useTranslations('board.some');
  const { ids, selected, choose } = useSelection();
  const [isOpen, setOpen] = useState(false);
  const [state, submit] = useActionState<CloseSomeState, FormData>(action, { status: 'idle' });
  const chosen = devices.filter((device) => selected.has(device.id));
  const count = chosen.length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, whatever is chosen by then
  useEffect(() => {
    if (state.status !== 'done') return;
    setOpen(false);
    choose(ids, false);
  }, [state]);

  return (
    <div className="grid gap-3">
      {devices.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <SelectAll />
          <Dialog
            open={isOpen}
            onOpenChange={setOpen}
            trigger={
              <Button variant={count > 0 ? 'primary' : 'secondary'} disabled={count === 0} reason={t('none')}>
                {t('button', { count })}
              </Button>
            }
            title={t('title', { count })}
          >
            <form action={submit} className="grid gap-4">
              {state.status === 'error' && (
                <Alert kind="error" live>
                  {state.formError ?? Object.values(state.fieldErrors ?? {})[0]?.[0]}
                </Alert>
              )}
              <p className="text-pretty">{t('meaning')}</p>
              <ChosenList devices={chosen} />
              <ConfirmRow devices={chosen} />
            </form>
          </Dialog>
          {count === 0 && <p className="text-ink-soft text-sm">{t('none')}</p>}
        </div>
      )}
      {state.status === 'done' && state.value && <Outcome devices={devices} value={state.value} />}
    </div>
  );
}

function ChosenList({ devices }: { devices: Closable[] }) {
  const t = useTranslations('board.some');
  const close = useTranslations('endOfDay.close');
  const locale = useLocale();
  return (
    <ul aria-label={t('list')} className="max-h-64 overflow-y-auto rounded-md border text-sm">
      {devices.map((device) => (
        <li
          key={device.id}
          className="flex flex-wrap items-baseline justify-between gap-x-4 border-b px-3 py-1.5 last:border-b-0"
        >
          <input type="hidden" name="devices[]" value={device.id} />
          <span className="min-w-0">
            <span className="font-medium">{device.label}</span>{' '}
            <span className="text-ink-soft">
              · {close('operations', { count: countOperations(device.nets) })}
            </span>
          </span>
          <span className="tabular-nums">{sumOf([device], locale)}</span>
        </li>
      ))}
    </ul>
  );
}

function ConfirmRow({ devices }: { devices: Closable[] }) {
  const t = useTranslations('board.some');
  const close = useTranslations('endOfDay.close');
  const common = useTranslations('common');
  const locale = useLocale();
  const operations = devices.reduce((sum, device) => sum + countOperations(device.nets), 0);
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <DialogClose>
        <Button>{common('actions.cancel')}</Button>
      </DialogClose>
      <SubmitButton
        busy={t('sending')}
        className="h-auto! min-h-8 max-w-full shrink! whitespace-normal! py-1.5 text-left max-md:min-h-11"
      >
        {t('confirm', {
          count: devices.length,
          operations: close('operations', { count: operations }),
          sum: sumOf(devices, locale),
        })}
      </SubmitButton>
    </div>
  );
}

function Outcome({ devices, value }: { devices: Closable[]; value: NonNullable<CloseSomeState['value']> }) {
  const t = useTranslations('board.some');
  const { asked, refused } = value;
  const labelOf = (id: string) => devices.find((device) => device.id === id)?.label ?? '';
  return (
    <div className="grid gap-2">
      {asked > 0 && (
        <Alert kind="info" title={t('asked', { count: asked })} live>
          {t('askedText')}
        </Alert>
      )}
      {refused.length > 0 && (
        <Alert kind="error" title={t('refused', { count: refused.length })} live>
          <ul>
            {refused.map(({ deviceId, kind, at, zone }) => (
              <li key={deviceId}>
                <span className="font-medium">{labelOf(deviceId)}</span>: {t(`failure.${kind}`, { at, zone })}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </div>
  );
}

/** What the batches of devices hold, per currency: amounts of two currencies never meet. */
function sumOf(devices: Closable[], locale: Parameters<typeof formatAmount>[1]): string {
  const sums = new Map<CurrencyCode, number>();
  for (const { currency, netMinor } of devices.flatMap((device) => device.nets))
    sums.set(currency, (sums.get(currency) ?? 0) + netMinor);
  return [...sums].map(([currency, minor]) => formatAmount({ minor, currency }, locale)).join(' + ');
}
