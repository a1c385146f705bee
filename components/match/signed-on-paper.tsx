import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { Instant } from '#components/time/instant.tsx';
import type { SignOffView } from '#server/end-of-day/get-sign-off.ts';
import { varianceWords } from './variance-words.ts';

type SignedOnPaperProps = { view: Pick<SignOffView, 'variances' | 'steps'>; timeZone: string };

/** Below a printed report: how its differences are accounted for, and who stands for it. On the screen its panel says so. */
export function SignedOnPaper({ view, timeZone }: SignedOnPaperProps) {
  const t = useTranslations('match');
  return (
    <div className="eod-signed">
      {view.variances.length > 0 && (
        <section>
          <h3>{t('sign.differences')}</h3>
          <ul>
            {view.variances.map(({ variance }) => (
              <Accounted key={variance.id} variance={variance} timeZone={timeZone} />
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{t('sign.title')}</h3>
        {view.steps.length === 0 && <p>{t('sign.unsigned')}</p>}
        <ol>
          {view.steps.map(({ place, step, comment, actor, at }) => (
            <li key={place}>
              {t(`sign.steps.${step}`, { name: actor ?? t('page.formerUser') })} ·{' '}
              <Instant at={at} timeZone={timeZone} detail="full" />
              {comment && <p>«{comment}»</p>}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

type AccountedProps = { variance: SignOffView['variances'][number]['variance']; timeZone: string };

function Accounted({ variance, timeZone }: AccountedProps) {
  const t = useTranslations('match');
  const { state, cause, reason, closedAt, currency, differenceMinor: minor } = variance;
  return (
    <li>
      {varianceWords(variance, t)}:{' '}
      <strong>
        {minor > 0 && '+'}
        <Amount money={{ minor, currency }} />
      </strong>{' '}
      · {t(`state.${state}`)}
      {cause && `, ${t(`cause.${cause}`)}`}
      {closedAt && (
        <>
          {' · '}
          <Instant at={closedAt} timeZone={timeZone} detail="full" />
        </>
      )}
      {reason && <p>{reason}</p>}
    </li>
  );
}
