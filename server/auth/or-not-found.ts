import { notFound } from 'next/navigation';
import { NotFound } from './context.ts';

/** What a page reads; shows the page that says there is nothing here when the read throws NotFound. */
export async function orNotFound<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFound) notFound();
    throw error;
  }
}
