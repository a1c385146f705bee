import { htmlPage } from '../shared/html.ts';

/** Whose pages these are. */
export const sandbox = {
  name: 'iyzico sandbox',
  links: [
    ['/', 'Start'],
    ['/terminals', 'Terminals'],
    ['/log', 'Log'],
  ],
} as const;

/** A page of this sandbox; `body` and `style` are trusted markup. */
export function htmlDocument(title: string, body: string, style = ''): string {
  return htmlPage(sandbox, title, body, style);
}
