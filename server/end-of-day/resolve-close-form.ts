import { z } from 'zod';
import { batchNumberField, statementField } from '#server/resolutions/resolution-form.ts';
import { idField } from '#server/transactions/form-fields.ts';

/** The form with which a person ends a close whose answer is lost. */
export const resolveCloseForm = z.strictObject({
  runId: idField('endOfDayRun'),
  verdict: z.enum(['closed', 'not_closed']),
  batchNumber: batchNumberField,
  statement: statementField,
});
