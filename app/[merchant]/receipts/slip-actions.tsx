import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { DirectPrint } from '#components/receipts/direct-print.tsx';
import { PrintButton } from '#components/receipts/print-button.tsx';
import { SlipDownloads } from '#components/receipts/slip-downloads.tsx';
import { SlipLink } from '#components/receipts/slip-link.tsx';
import { SlipMail } from '#components/receipts/slip-mail.tsx';
import type { Context } from '#server/auth/context.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import type { SlipDetail } from '#server/receipts/get-slip.ts';
import { LINK_DAYS } from '#server/receipts/make-link.ts';
import type { Paper } from '#server/receipts/paper.ts';
import { SLIP_FORMS } from '#server/receipts/render-file.ts';
import {
  mailSlipAction,
  makeLinkAction,
  printAction,
  printDirectAction,
  revokeLinkAction,
} from './actions.ts';
import type { ChosenSlip } from './chosen-slip.ts';

type SlipActionsProps = {
  ctx: Context<'receipts:print'>;
  slip: SlipDetail;
  chosen: ChosenSlip;
  /** The print button takes the focus: the slip is what was searched for. */
  isFound?: boolean;
};

/** Every way a slip leaves: paper by the browser or straight to a printer, a file, a link. Nothing while there is no slip. */
export async function SlipActions({ ctx, slip, chosen, isFound = false }: SlipActionsProps) {
  if (!slip.facts) return null;
  const [t, languages] = await Promise.all([getTranslations('receipt'), getTranslations('frame.languages')]);
  const { slug: merchant, calendar } = ctx.merchant;
  const roll: Paper = chosen.paper === 'a4' ? '80' : chosen.paper;
  const files = SLIP_FORMS.map((form) => ({
    form,
    name: t(`download.${form}`),
    href: `/api/files/receipts/${merchant}/${slip.id}?${new URLSearchParams({ ...chosen, form, paper: roll })}`,
  }));
  return (
    <ClientMessages also={['receipt', 'slip']}>
      <div className="flex flex-wrap items-start gap-2" data-frame>
        <PrintButton
          transactionId={slip.id}
          slip={{ language: chosen.lang, paper: chosen.paper, copy: chosen.copy }}
          action={printAction.bind(null, merchant)}
          label={await sayPrint(slip, chosen)}
          busy={t('printing')}
          isFocused={isFound}
        />
        <DirectPrint
          transactionId={slip.id}
          slip={{ language: chosen.lang, copy: chosen.copy }}
          action={printDirectAction.bind(null, merchant)}
          testHref={`/api/files/printers/${merchant}/test-page`}
        />
        <SlipDownloads label={t('download.label')} files={files} />
        <SlipLink
          transactionId={slip.id}
          links={slip.links}
          days={[30, ...LINK_DAYS.filter((days) => days !== 30)]}
          timeZone={calendar.timeZone}
          actions={{
            make: makeLinkAction.bind(null, merchant),
            revoke: revokeLinkAction.bind(null, merchant),
          }}
        />
        {ctx.mail && (
          <SlipMail
            transactionId={slip.id}
            slip={{ language: chosen.lang, copy: chosen.copy }}
            languages={LOCALES.map((language) => [language, languages(language)] as const)}
            action={mailSlipAction.bind(null, merchant)}
          />
        )}
      </div>
    </ClientMessages>
  );
}

async function sayPrint({ prints }: SlipDetail, { paper }: ChosenSlip): Promise<string> {
  const [t, slip] = await Promise.all([getTranslations('receipt'), getTranslations('slip')]);
  const key = prints.length === 0 ? 'print' : 'printCopy';
  return paper === 'a4' ? slip(key) : t(key, { paper });
}
