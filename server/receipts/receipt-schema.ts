import { z } from 'zod';
import type { Receipt } from './receipt.ts';

const style = z.boolean().optional();
const spans = z
  .array(z.object({ text: z.string(), bold: style, inverse: style, large: style, condensed: style }))
  .optional();
const parts = { left: spans, centre: spans, right: spans };
const dots = z.int().min(1).max(576);

/** A receipt as it is kept in the database: what is read back is what was parsed, or it is none. */
export const receiptSchema = z.object({
  mark: z.string().nullable(),
  lines: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('text'), ...parts }),
      z.object({ kind: z.literal('terminal'), ...parts }),
      z.object({ kind: z.literal('rule') }),
      z.object({ kind: z.literal('feed'), lines: z.int().min(0).max(500) }),
      z.object({
        kind: z.literal('image'),
        image: z.object({ type: z.enum(['png', 'bmp']), base64: z.base64(), width: dots, height: dots }),
      }),
      z.object({ kind: z.literal('qr'), text: z.string().max(512) }),
    ]),
  ),
}) satisfies z.ZodType<Receipt>;
