import { getTranslations } from 'next-intl/server';
import type { FilterIssue } from '#server/transactions/transaction-filter.ts';

/** Sentences about what cannot be understood, by the name of the value. */
export async function issueSentences(issues: Issue[]): Promise<Record<string, string[]>> {
  const sentence = await issueSentence();
  const byField = Map.groupBy(issues, (issue) => issue.field);
  return Object.fromEntries([...byField].map(([field, all]) => [field, [...new Set(all.map(sentence))]]));
}

/** A value that does not fit, by whatever name it has on its page. */
type Issue = Omit<FilterIssue, 'field'> & { field: string };

/** Says what is wrong with a value. */
export async function issueSentence(): Promise<(issue: Omit<Issue, 'field'>) => string> {
  const t = await getTranslations('find');
  return ({ problem, word = '', key }) => {
    if (problem === 'noSuch') return t(`noSuch.${NAMED.find((one) => one === key) ?? 'device'}`, { word });
    const said = t(`filter.problems.${problem}`, { word });
    // Of the search box: which of its words that is said of.
    return key && !SAYS_WORD.includes(problem) ? t('inSearch', { word, problem: said }) : said;
  };
}

const NAMED = [
  'device',
  'branch',
  'person',
  'acquirer',
  'provider',
  'environment',
  'cardType',
  'kind',
  'state',
  'currency',
] as const;
const SAYS_WORD: readonly string[] = ['emptyValue', 'mark'];
