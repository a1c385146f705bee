import type { ReactNode } from 'react';

/** The head of a column again, before a cell that would not say by itself what it is on a phone, where heads are out of sight. */
export function PhoneHead({ children }: { children: ReactNode }) {
  return <span className="text-ink-soft md:hidden">{children} </span>;
}
