import { notFound } from 'next/navigation';
import { NotFound } from '#server/auth/context.ts';

/** For a page: what does not exist for this person is the page that says so. Throws everything else again. */
export function turnAway(error: unknown): never {
  if (error instanceof NotFound) notFound();
  throw error;
}
