import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '#components/tables/search-params.ts';
import { buttonLook } from '#components/ui/button.tsx';
import type { Context } from '#server/auth/context.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import type { LooseField } from '#server/transactions/how-found.ts';
import { type ChosenSlip, chosenOf } from './chosen-slip.ts';
import { turnAway } from './found.ts';
import { FoundWords } from './found-words.tsx';
import { SlipActions } from './slip-actions.tsx';
import { SlipChoices } from './slip-choices.tsx';
import { SlipOnScreen } from './slip-on-screen.tsx';

type SlipBesideProps = {
  ctx: Context<'receipts:print'>;
  id: string;
  asked: SearchParams;
  /** It is the only one a search found, and shown without having been chosen; with what of it is not as it was typed. */
  found: { loose: readonly LooseField[] } | null;
  /** The list as it is, without a slip. */
  backHref: string;
  /** The same place, the slip seen in another way. */
  hrefWith: (change: Partial<ChosenSlip>) => string;
};

/** The chosen slip beside the list, with every way for it to leave above it. */
export async function SlipBeside({ ctx, id, asked, found, backHref, hrefWith }: SlipBesideProps) {
  const t = await getTranslations('receipt');
  const slip = await getSlip(ctx, id).catch(turnAway);
  const chosen = chosenOf(slip, asked);
  const base = `/${ctx.merchant.slug}`;
  return (
    <section
      aria-label={t('one')}
      className="grid gap-3 rounded-lg bg-sunken px-3 py-4 lg:sticky lg:top-(--ledger-top) lg:max-h-[calc(100dvh-var(--ledger-top)-1rem)] lg:overflow-y-auto"
    >
      <div className="flex flex-wrap gap-2 lg:hidden" data-frame>
        <Link href={backHref} prefetch={false} className={buttonLook('ghost')}>
          {t('backToList')}
        </Link>
      </div>
      <p role="status" className="text-sm empty:hidden">
        {found && slip.facts && <FoundWords loose={found.loose} />}
      </p>
      {/* Of another slip these are other forms: nothing that was said about one stays for the next. */}
      <SlipActions key={slip.id} ctx={ctx} slip={slip} chosen={chosen} isFound={found?.loose.length === 0} />
      {slip.facts && (
        <div className="flex flex-wrap gap-2" data-frame>
          <SlipChoices chosen={chosen} hrefWith={hrefWith} />
        </div>
      )}
      <SlipOnScreen slip={slip} language={chosen.lang} paper={chosen.paper} version={chosen.copy} />
      <div className="flex flex-wrap justify-center gap-2" data-frame>
        <Link href={`${base}/transactions/${slip.id}`} prefetch={false} className={buttonLook('ghost')}>
          {t('openTransaction')}
        </Link>
        <Link href={`${base}/receipts/${slip.id}`} prefetch={false} className={buttonLook('ghost')}>
          {t('openSlip')}
        </Link>
      </div>
    </section>
  );
}
