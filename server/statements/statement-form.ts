import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { idField, textField, tickField } from '#server/transactions/form-fields.ts';
import { DAY_ORDERS } from './mapping.ts';
import { MAX_FILE_BYTES } from './open-file.ts';

/** A file of `MAX_FILE_BYTES` that could not be packed any smaller, in base64. */
const MAX_PACKED = Math.ceil(MAX_FILE_BYTES / 3 + 1_000) * 4;

/** The whole form with it. */
export const MAX_UPLOAD_BYTES = MAX_PACKED + 16 * 1024;

const column = z
  .string()
  .regex(/^\d{0,2}$/)
  .transform((text) => (text === '' ? null : Number(text)));

const packed = z
  .string()
  .min(1, { error: messageKey('statement.problem.no_file') })
  .max(MAX_PACKED, { error: messageKey('statement.problem.too_large') })
  .regex(/^[A-Za-z0-9+/]+=*$/);

/** The last part of a name, as it is shown in the list. */
const fileName = z
  .string()
  .max(300)
  .transform((text) => text.split(/[/\\]/).at(-1)?.slice(-100) ?? '')
  .pipe(textField(100));

const columns = {
  day: column,
  terminal: column,
  amount: column,
  currency: column,
  batch: column,
  reference: column,
  decimal: z.enum([',', '.']),
  dayOrder: z.enum(DAY_ORDERS),
};

/** A file to be looked at: at first without columns, then with those that were chosen. */
export const previewForm = z
  .strictObject({ packed, fileName, ...z.object(columns).partial().shape, skips: z.string().optional() })
  .transform(({ packed: content, fileName: name, skips: _, ...chosen }) => {
    const mapping = z.object(readColumns).safeParse(chosen);
    return { packed: content, fileName: name, mapping: mapping.success ? mapping.data : null };
  });

const place = z.number().nullable();
const readColumns = {
  day: place,
  terminal: place,
  amount: place,
  currency: place,
  batch: place,
  reference: place,
  decimal: columns.decimal,
  dayOrder: columns.dayOrder,
};

/** The same file, to be stored as it was shown. */
export const storeForm = z
  .strictObject({ packed, fileName, ...columns, skips: tickField })
  .transform(({ packed: content, fileName: name, skips, ...mapping }) => ({
    packed: content,
    fileName: name,
    skips,
    mapping,
  }));

/** A statement that is to count no more. */
export const undoForm = z.strictObject({ statementId: idField('statement') });
