/** Joins the class names that apply; conditions may be written in place (`isOpen && 'rotate-180'`). */
export function classNames(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
