import type { z } from 'zod';
import { insertNote } from '#db/queries/transaction-notes.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { NoteId } from '#server/kernel/ids.ts';
import type { noteForm } from './note-form.ts';

/**
 * Keeps a note with its author and time, and an audit entry that says so, in one commit. What it says is in the note alone,
 * which nobody can change. Throws NotFound for an operation that is not this merchant's.
 */
export async function addNote(
  ctx: Context<'transactions:see'>,
  { transactionId, text }: z.output<typeof noteForm>,
): Promise<{ id: NoteId }> {
  const { id: merchantId } = ctx.merchant;
  const at = ctx.clock.now();
  const id = ctx.ids.next('note');
  return ctx.inTransaction(async (tx) => {
    if (!(await findTransaction(tx, merchantId, transactionId))) throw new NotFound();
    await insertNote(tx, { merchantId, id, transactionId, text, writtenBy: ctx.actor.id, writtenAt: at });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'note.written',
      objectId: transactionId,
      result: 'done',
      data: { note: id, signs: [...text].length },
    });
    return { id };
  });
}
