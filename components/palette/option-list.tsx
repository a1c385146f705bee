import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { type Command, GROUPS } from './commands.ts';
import { Keys } from './keys.tsx';

type OptionListProps = { id: string; options: readonly Command[]; active: number; label: string };

/** The options of the palette by group; the chosen one is always in sight. */
export function OptionList({ id, options, active, label }: OptionListProps) {
  const t = useTranslations('palette.groups');
  return (
    <div id={`${id}-list`} role="listbox" aria-label={label}>
      {GROUPS.map((group) => {
        const ofGroup = options.filter((option) => option.group === group);
        if (ofGroup.length === 0) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a listbox holds groups, not fieldsets
          <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
            <p id={`${id}-${group}`} className="px-3 pt-2 pb-1 font-medium text-ink-soft text-xs">
              {t(group)}
            </p>
            {ofGroup.map((option) => (
              <Option key={option.id} id={id} option={option} isActive={option === options[active]} />
            ))}
          </div>
        );
      })}
    </div>
  );
}

function Option({ id, option, isActive }: { id: string; option: Command; isActive: boolean }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // The keys are those of the field, which keeps the focus.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      ref={row}
      id={`${id}-${option.id}`}
      role="option"
      aria-selected={isActive}
      onPointerDown={(event) => event.preventDefault()}
      onClick={option.run}
      className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 rounded-md px-3 py-1.5 hover:bg-hover aria-selected:bg-accent-tint max-md:min-h-11"
    >
      <span className="min-w-0 break-words">{option.label}</span>
      {option.hint && <span className="min-w-0 text-ink-soft text-sm">{option.hint}</span>}
      {option.keys && (
        <span aria-hidden className="ml-auto max-md:hidden">
          <Keys keys={option.keys} />
        </span>
      )}
    </div>
  );
}
