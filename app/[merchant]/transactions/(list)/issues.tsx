import { getTranslations } from 'next-intl/server';
import { Alert } from '#components/ui/alert.tsx';
import type { FilterIssue } from '#server/transactions/transaction-filter.ts';
import { issueSentence } from '../issue-sentences.ts';

/** Values that have no field of their own: the tab, the place, the order, what only an address can say. */
const WITHOUT_FIELD: readonly string[] = ['state', 'limit', 'sort', 'after', 'before', 'currency'];

/** What is wrong with values that have no field of their own. */
export async function GeneralIssues({ issues }: { issues: FilterIssue[] }) {
  const [t, sentence] = await Promise.all([getTranslations('find.filter'), issueSentence()]);
  return issues
    .filter(({ field }) => WITHOUT_FIELD.includes(field))
    .map((issue) => (
      <Alert key={issue.field} kind="warning">
        {issue.field === 'state' || issue.field === 'currency' ? `${t(issue.field)}: ` : ''}
        {sentence(issue)}
      </Alert>
    ));
}
