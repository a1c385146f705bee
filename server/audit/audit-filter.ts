import { z } from 'zod';
import type { AuditConditions, AuditPlace } from '#db/queries/audit.ts';
import type { Role } from '#db/schema/memberships.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { addDays, type CalendarDay, instantOf, parseDay } from '#server/kernel/time.ts';
import { AUDIT_SUBJECTS, type AuditSubject, MONEY_SUBJECTS } from './actions.ts';

/** The query names of the search, in the order of its fields. */
export const AUDIT_FIELDS = ['from', 'to', 'who', 'what', 'result', 'object'] as const;
export type AuditField = (typeof AUDIT_FIELDS)[number];

/** Stands for every job of the product in the place of a person. */
export const SYSTEM = 'system';

/** A search as it stands in an address. What is absent is not asked for. */
export type AuditFilter = Partial<{
  from: CalendarDay;
  to: CalendarDay;
  who: string;
  what: AuditSubject;
  result: 'done' | 'refused';
  object: string;
}>;

/** The parts of an address that were understood, and the names of those that were not. */
export type ReadFilter = { filter: AuditFilter; problems: AuditField[] };

const day = z.string().transform((text, ctx) => {
  const parsed = parseDay(text);
  if (parsed) return parsed;
  ctx.addIssue({ code: 'custom' });
  return z.NEVER;
});

// Ids of ours and what stands in their place, such as the name of a job; nothing that would have to be cleaned.
const id = z.string().regex(/^[a-z0-9][a-z0-9_:-]{0,63}$/);

const fields = {
  from: day,
  to: day,
  who: id,
  what: z.custom<AuditSubject>((value) => AUDIT_SUBJECTS.some((subject) => subject === value)),
  result: z.enum(['done', 'refused']),
  object: id,
} as const;

/** Reads a search from an address; an empty field asks for nothing. Pure. */
export function readAuditFilter(asked: Record<string, string | undefined>): ReadFilter {
  const filter: Record<string, unknown> = {};
  const problems: AuditField[] = [];
  for (const name of AUDIT_FIELDS) {
    const text = asked[name]?.trim();
    if (!text) continue;
    const read = fields[name].safeParse(text);
    if (read.success) filter[name] = read.data;
    else problems.push(name);
  }
  return { filter, problems };
}

/** The search as it stands in an address, its fields in one order, so that the same search is the same text. */
export function auditQuery(filter: AuditFilter): string {
  const entries = AUDIT_FIELDS.flatMap((name): [string, string][] => {
    const value = filter[name];
    return value === undefined ? [] : [[name, value]];
  });
  return new URLSearchParams(entries).toString();
}

/** What a role may read: an accountant what is about money, managers and administrators everything. Null: all. */
export function subjectsFor(role: Role): readonly AuditSubject[] | null {
  switch (role) {
    case 'manager':
    case 'admin':
      return null;
    case 'accountant':
      return MONEY_SUBJECTS;
    case 'support':
      return [];
    default:
      return assertNever(role);
  }
}

/** A search as the database is asked, within what a role may read. Days are those of a zone. Pure. */
export function conditionsOf(filter: AuditFilter, role: Role, timeZone: string): AuditConditions {
  const mayRead = subjectsFor(role);
  const wanted = filter.what ? [filter.what] : null;
  const subjects = wanted && mayRead ? wanted.filter((one) => mayRead.includes(one)) : (wanted ?? mayRead);
  return {
    from: filter.from ? instantOf(filter.from, '00:00', timeZone) : null,
    until: filter.to ? instantOf(addDays(filter.to, 1), '00:00', timeZone) : null,
    actorId: filter.who && filter.who !== SYSTEM ? filter.who : null,
    actorKind: filter.who === SYSTEM ? 'system' : null,
    objectId: filter.object ?? null,
    subjects,
    result: filter.result ?? null,
  };
}

/** A place as it stands in an address. */
export function writePlace({ at, sequence }: AuditPlace): string {
  return `${at.getTime()}-${sequence}`;
}

/** Reads such a place; null for anything else, which is the beginning. */
export function readPlace(text: string | undefined): AuditPlace | null {
  const [, at, sequence] = /^(\d{1,14})-(\d{1,15})$/.exec(text ?? '') ?? [];
  return at && sequence ? { at: new Date(Number(at)), sequence: Number(sequence) } : null;
}
