import type { z } from 'zod';
import { findSlipLook, putSlipLook } from '#db/queries/slip-looks.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { KEPT_LOGO, type lookForm } from './look-form.ts';
import type { SlipImage } from './receipt.ts';
import { redrawLogo } from './redraw-logo.ts';
import { toLook } from './slip-look.ts';

/** Puts a logo and lines on every slip that is composed from now on, with an audit entry in the same commit. */
export async function changeLook(
  ctx: Context<'slips:design'>,
  { logo, ...footer }: z.output<typeof lookForm>,
): Promise<Result<null, { kind: 'no_picture' }>> {
  const drawn = logo === '' || logo === KEPT_LOGO ? null : await redrawLogo(logo);
  if (!drawn && logo !== '' && logo !== KEPT_LOGO) return err({ kind: 'no_picture' });
  const { id: merchantId } = ctx.merchant;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const before = toLook(await findSlipLook(tx, merchantId));
    const image: SlipImage | null = logo === KEPT_LOGO ? before.logo : drawn;
    await putSlipLook(tx, {
      merchantId,
      logo: image?.base64 ?? null,
      logoWidth: image?.width ?? null,
      logoHeight: image?.height ?? null,
      footer,
      changedBy: ctx.actor.id,
      changedAt: at,
    });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'slip.look_changed',
      objectId: merchantId,
      result: 'done',
      data: {
        hasLogo: image !== null,
        isLogoNew: drawn !== null,
        footerTr: footer.tr.join(' / '),
        footerEn: footer.en.join(' / '),
        footerFr: footer.fr.join(' / '),
      },
    });
    return ok(null);
  });
}
