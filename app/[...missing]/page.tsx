import { notFound } from 'next/navigation';

/** Any address without a page of its own: under the layout, so that the answer carries language, theme and nonce. */
export default function MissingPage() {
  notFound();
}
