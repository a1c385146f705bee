import { addDays, type CalendarDay } from '#server/kernel/time.ts';

/** How long a difference has been open, in business days; the words are `pictures.ages`. */
export const DIFFERENCE_AGES = ['day', 'week', 'month', 'older'] as const;
export type DifferenceAge = (typeof DIFFERENCE_AGES)[number];

/** The age of a difference of one business day on another: up to one day, up to seven, up to thirty, more. */
export function differenceAge(of: CalendarDay, today: CalendarDay): DifferenceAge {
  if (of >= addDays(today, -1)) return 'day';
  if (of >= addDays(today, -7)) return 'week';
  return of >= addDays(today, -30) ? 'month' : 'older';
}
