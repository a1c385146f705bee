import { record, type Shaped, text } from '#components/live/shape.ts';

const KEY = 'vezne.list';

/** The address of a list as it was left, and of the page that was opened from it. */
const left = record({ href: text, openedPath: text });
export type ListLeft = Shaped<typeof left>;

/** Where in this tab a list was left; nothing of it leaves the browser. */
export const listLeft = {
  keep(list: ListLeft): void {
    sessionStorage.setItem(KEY, JSON.stringify(list));
  },
  /** The list that was left at this path; null when it was another or none. */
  read(path: string): ListLeft | null {
    try {
      const read = left(JSON.parse(sessionStorage.getItem(KEY) ?? ''));
      return read.href === path || read.href.startsWith(`${path}?`) ? read : null;
    } catch {
      return null;
    }
  },
};
