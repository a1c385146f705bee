'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { FieldErrors } from '#components/forms/field.tsx';
import type { BranchChoice } from '#server/people/list-people.ts';

/** In which branches somebody works: all of them, or those that are ticked. */
export function ReachFields({
  branches,
  chosen,
  errors = [],
}: {
  branches: BranchChoice[];
  /** Null: all of them. */
  chosen: readonly string[] | null;
  errors?: string[] | undefined;
}) {
  const t = useTranslations('people.reach');
  const id = useId();
  const [isSome, setSome] = useState(chosen !== null);
  // What a form goes back to after its action: what was ticked last, not what was stored.
  const [ticked, setTicked] = useState<readonly string[]>(chosen ?? []);
  // One that was given up stays ticked where it was; nobody is newly limited to it.
  const offered = branches.filter((branch) => !branch.isRetired || chosen?.includes(branch.id));
  return (
    <fieldset className="grid gap-1" data-field="branches" aria-describedby={`${id}-hint ${id}-errors`}>
      <legend className="mb-1 font-medium text-sm">{t('label')}</legend>
      {(['all', 'some'] as const).map((reach) => (
        <label key={reach} className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11">
          <input
            type="radio"
            name="reach"
            value={reach}
            defaultChecked={(reach === 'some') === isSome}
            onChange={() => setSome(reach === 'some')}
            className="size-4 accent-accent"
          />
          {t(reach)}
        </label>
      ))}
      {isSome && (
        <div className="ml-6 grid">
          {offered.map((branch) => (
            <label key={branch.id} className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11">
              <input
                type="checkbox"
                name="branches[]"
                value={branch.id}
                defaultChecked={ticked.includes(branch.id)}
                onChange={({ target: { checked } }) =>
                  setTicked((before) => [
                    ...before.filter((one) => one !== branch.id),
                    ...(checked ? [branch.id] : []),
                  ])
                }
                className="size-4 accent-accent"
              />
              {branch.isRetired ? t('retired', { name: branch.name }) : branch.name}
            </label>
          ))}
        </div>
      )}
      <p id={`${id}-hint`} className="text-ink-soft text-xs">
        {t('hint')}
      </p>
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </fieldset>
  );
}
