'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState, useTransition } from 'react';
import type { FormState } from '#components/forms/form-state.ts';
import { idleForm } from '#components/forms/form-state.ts';
import type { FrameMerchant } from '#components/layout/merchant-switcher.tsx';
import type { NavKey } from '#components/layout/navigation.ts';
import type { PreferenceActions } from '#components/layout/user-menu.tsx';
import { LiveReads } from '#components/live/live-reads.tsx';
import { matchCommands, moveTo } from './commands.ts';
import { OptionList } from './option-list.tsx';
import { useCommands } from './use-commands.ts';
import { useFound } from './use-found.ts';

/** What the palette knows of the page around it: where it is, and what this person may do. */
export type PaletteFrame = {
  merchant: string;
  merchants: FrameMerchant[];
  timeZone: string;
  places: readonly NavKey[];
  canSell: boolean;
  canAsk: boolean;
  canClose: boolean;
  actions: PreferenceActions;
  /** Has the provider asked about one operation. */
  askNow: (state: FormState, form: FormData) => Promise<FormState>;
};

/** `close` also gives the focus back to where it was. */
export type PaletteProps = { frame: PaletteFrame; close: () => void; showKeys: () => void };

/**
 * Finds and does anything: a combobox with a list of options in a modal dialog (ARIA Authoring Practices). The focus stays in
 * the field; the arrows choose, Enter acts, Escape closes and gives the focus back.
 */
export default function Palette(props: { frame: PaletteFrame; onClose: () => void; showKeys: () => void }) {
  const t = useTranslations('palette');
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-label={t('title')}
      onClose={props.onClose}
      // Only the veil around the content is the dialog element itself.
      onPointerDown={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      className="mx-auto mt-[10vh] max-h-[76dvh] w-[calc(100%-1rem)] max-w-2xl animate-appear flex-col overflow-hidden rounded-xl border bg-surface text-ink shadow-floating outline-none backdrop:bg-veil open:flex max-md:mt-2 max-md:max-h-[calc(100dvh-1rem)]"
    >
      <LiveReads>
        <Combobox frame={props.frame} close={() => dialog.current?.close()} showKeys={props.showKeys} />
      </LiveReads>
    </dialog>
  );
}

function Combobox(props: PaletteProps) {
  const t = useTranslations('palette');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const { ask, isAsking, answer } = useAsk(props);
  const found = useFound(props, typed, ask);
  const commands = useCommands(props);
  const options = matchCommands([...found.commands, ...commands], typed);
  const active = Math.min(chosen, options.length - 1);
  const problem = answer ?? found.problem;

  function pressed(event: KeyboardEvent) {
    // A key that ends the writing of a character acts on nothing.
    if (event.nativeEvent.isComposing) return;
    const next = moveTo(event.key, active, options.length);
    if (next !== null) setChosen(next);
    else if (event.key === 'Enter') options[active]?.run();
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="relative border-b">
        <Search
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-4 my-auto size-4 text-ink-faint"
        />
        <input
          type="text"
          role="combobox"
          aria-label={t('label')}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={options[active] ? `${id}-${options[active].id}` : undefined}
          aria-describedby={`${id}-hint`}
          placeholder={t('placeholder')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={pressed}
          maxLength={400}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          // biome-ignore lint/a11y/noAutofocus: a dialog that was opened to be written in
          autoFocus
          className="h-12 w-full bg-transparent pr-4 pl-11 text-base outline-none max-md:text-lg"
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2">
        <OptionList id={id} options={options} active={active} label={t('title')} />
        {problem && <p className="px-3 py-2 text-ink-soft text-sm">{problem}</p>}
        {options.length === 0 && !problem && (
          <p className="px-3 py-6 text-center text-ink-soft">{t('nothing', { typed: typed.trim() })}</p>
        )}
      </div>
      <div className="flex flex-wrap justify-between gap-x-4 border-t px-4 py-2 text-ink-soft text-xs">
        <span id={`${id}-hint`} className="max-md:sr-only">
          {t('hint')}
        </span>
        <span role="status">
          {isAsking
            ? t('act.asking')
            : found.isLooking
              ? t('searching')
              : typed.trim() && t('results', { count: options.length })}
        </span>
      </div>
    </>
  );
}

/** Has the provider asked and then shows the operation; a refusal is said in the palette. */
function useAsk({ frame, close }: PaletteProps) {
  const router = useRouter();
  const [isAsking, start] = useTransition();
  const [answer, setAnswer] = useState<string | null>(null);
  function ask(id: string) {
    start(async () => {
      const form = new FormData();
      form.set('transactionId', id);
      const state = await frame.askNow(idleForm, form);
      if (state.status === 'error') return setAnswer(state.formError ?? null);
      close();
      router.push(`/${frame.merchant}/transactions/${id}`);
    });
  }
  return { ask, isAsking, answer };
}
