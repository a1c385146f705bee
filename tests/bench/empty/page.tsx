import { connection } from 'next/server';

/** The least a page costs: rendered for each request, and nothing in it. */
export default async function EmptyPage() {
  await connection();
  return null;
}
