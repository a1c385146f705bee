import { z } from 'zod';
import { toMinor } from './amounts.ts';
import { invalidRequest } from './refusals.ts';

/** A positive amount with at most two decimals, as a JSON number; parsed to kuruş or cents. */
export const amount = z
  .number()
  .positive()
  .max(99_999_999.99)
  .refine((value) => toMinor(value) !== null, 'at most two decimals')
  .transform((value) => toMinor(value) ?? 0);

export const deviceUniqueId = z.string().min(1).max(64);
export const reference = z.string().min(1).max(64);
export const text = z.string().min(1).max(255);
export const currency = z.enum(['TRY', 'USD', 'EUR']);

/** The parsed request; throws a VALIDATION_ERROR that names every wrong field. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`),
  );
}
