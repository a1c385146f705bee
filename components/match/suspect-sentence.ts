import type { useTranslations } from 'next-intl';
import type { ToldSuspect } from '#server/end-of-day/get-variance.ts';
import type { Suspect } from '#server/end-of-day/rank-suspects.ts';

type Spoken = Exclude<`${Suspect['cause']}_${Suspect['side']}`, 'duplicate_theirs' | 'missing_theirs'>;

/** What speaks for a suspect, in a sentence. */
export function suspectSentence(
  { cause, side, confirmation }: ToldSuspect,
  isByBank: boolean,
  t: ReturnType<typeof useTranslations<'match'>>,
): string {
  const key = `${cause}_${side}` as const;
  if (!isSpoken(key)) return t(`cause.${cause}`);
  return t(`suspect.${key}`, { by: isByBank ? 'bank' : 'terminal', confirmation: confirmation ?? 'nobody' });
}

/** What is only alike or only missing is so on our side: of the other one no operation is known. */
function isSpoken(key: `${Suspect['cause']}_${Suspect['side']}`): key is Spoken {
  return key !== 'duplicate_theirs' && key !== 'missing_theirs';
}
