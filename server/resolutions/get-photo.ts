import { findResolution } from '#db/queries/resolutions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import { unseal } from '#server/terminals/seal.ts';
import { seesContact } from '#server/transactions/visible.ts';
import { type Photo, readPhoto } from './photo.ts';

/**
 * The picture that belongs to a resolution, for those who may see who a customer is: a slip may show it. Throws NotFound when
 * there is none, alike for ids that are malformed, unknown or of another merchant.
 */
export async function getPhoto(ctx: Context<'resolution:make'>, id: string): Promise<Photo> {
  if (!isId('resolution', id) || !seesContact(ctx.actor.role)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  const row = await ctx.inTransaction((tx) => findResolution(tx, merchantId, id));
  if (!row?.sealedPhoto) throw new NotFound();
  const text = unseal(ctx.sealingKeys, { merchantId, resolutionId: id, field: 'photo' }, row.sealedPhoto);
  const photo = readPhoto(text);
  if (!photo) throw new Error(`The photo of ${id} is none`);
  return photo;
}
