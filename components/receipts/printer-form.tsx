'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { idleForm } from '#components/forms/form-state.ts';
import { Button, buttonLook } from '#components/ui/button.tsx';
import { err, type Result } from '#server/kernel/result.ts';
import type { DirectPrintProps } from './direct-print.tsx';
import type { OpenPrinter, PrinterProblem } from './printer.ts';
import { NEW_PROFILE, PROFILE_KEY, type PrinterProfile, readProfile } from './printer-profile.ts';
import { ProfileFields } from './profile-fields.tsx';
import { chooseSerialPrinter, openSerialPrinter, type Serial } from './serial-printer.ts';
import { chooseUsbPrinter, openUsbPrinter, type Usb } from './usb-printer.ts';

/** What is being done, and how it ended. */
type Said =
  | { kind: 'idle' }
  | { kind: 'busy'; what: 'print' | 'test' }
  | { kind: 'done' | 'problem'; text: string };

/** Bytes on their way to a printer that stands ready; the sentence says how it ended. */
type Fetched = { ok: true; bytes: Uint8Array<ArrayBuffer>; done: string } | { ok: false; problem: string };

/** Which printer, and what is printed on it. What a browser keeps and can do is known to the browser alone. */
export default function PrinterForm({ transactionId, slip, action, testHref }: DirectPrintProps) {
  const t = useTranslations('slip.direct');
  const [profile, setProfile] = useState(() => readProfile(localStorage.getItem(PROFILE_KEY)));
  const [said, setSaid] = useState<Said>({ kind: 'idle' });
  const isBusy = useRef(false);
  const isSupported = waysOf(navigator)[profile.way] !== undefined;

  function keep(change: Partial<PrinterProfile>): PrinterProfile {
    const next = { ...profile, ...change, ...(change.way ? { device: NEW_PROFILE.device } : {}) };
    localStorage.setItem(PROFILE_KEY, JSON.stringify(next));
    setProfile(next);
    setSaid({ kind: 'idle' });
    return next;
  }

  /** Chooses a printer if none was, opens it, fetches what it shall print, hands it over and lets go. */
  async function run(what: 'print' | 'test', fetchBytes: () => Promise<Fetched>) {
    if (isBusy.current) return;
    isBusy.current = true;
    setSaid({ kind: 'busy', what });
    // What a browser throws beyond what it is known to throw must not leave the button waiting for ever.
    const printer = await openPrinter().catch(() => err('refused' as const));
    const brokenOff: Said = { kind: 'problem', text: t('problems.brokenOff') };
    setSaid(await printOn(printer, fetchBytes).catch(() => brokenOff));
    isBusy.current = false;
  }

  async function openPrinter(): Promise<Result<OpenPrinter, PrinterProblem>> {
    if (profile.device) return open(profile);
    const chosen = await choose(profile);
    return chosen.ok ? open(keep({ device: chosen.value })) : chosen;
  }

  async function printOn(
    printer: Result<OpenPrinter, PrinterProblem>,
    fetchBytes: () => Promise<Fetched>,
  ): Promise<Said> {
    if (!printer.ok) return { kind: 'problem', text: t(`problems.${printer.error}`) };
    try {
      const fetched = await fetchBytes();
      if (!fetched.ok) return { kind: 'problem', text: fetched.problem };
      const sent = await printer.value.send(fetched.bytes);
      return sent.ok
        ? { kind: 'done', text: fetched.done }
        : { kind: 'problem', text: t(`problems.${sent.error}`) };
    } finally {
      await printer.value.close();
    }
  }

  async function fetchSlip(): Promise<Fetched> {
    const form = new FormData();
    const fields = { transactionId, ...slip, paper: profile.paper, printer: profile.make };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const state = await action(idleForm, form).catch(() => null);
    if (!state?.value) {
      const reason = state?.formError ?? '';
      return { ok: false, problem: reason || t('problems.notFetched', { reason: '' }) };
    }
    const bytes = Uint8Array.from(atob(state.value.base64), (sign) => sign.charCodeAt(0));
    return { ok: true, bytes, done: t('done', { number: state.value.number }) };
  }

  async function fetchTestPage(): Promise<Fetched> {
    const answer = await fetch(testAddress(testHref, profile)).catch(() => null);
    if (!answer?.ok) return { ok: false, problem: t('problems.noTestPage') };
    return { ok: true, bytes: new Uint8Array(await answer.arrayBuffer()), done: t('tested') };
  }

  return (
    <div className="grid gap-3 text-sm">
      <p className="text-ink-soft text-xs">{t('hint')}</p>
      <ProfileFields profile={profile} keep={keep} />
      {!isSupported && <p className="text-stopped">{t('problems.unsupported', { way: t(profile.way) })}</p>}
      {profile.device && (
        <p className="flex flex-wrap items-center gap-x-2">
          <span>{t('chosen', { name: profile.device.name ?? t('unnamed') })}</span>
          <Button variant="ghost" onClick={() => keep({ device: null })}>
            {t('forget')}
          </Button>
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          disabled={!isSupported}
          busy={isDoing(said, 'print') && t('printing')}
          onClick={() => void run('print', fetchSlip)}
        >
          {t('print')}
        </Button>
        <Button
          disabled={!isSupported}
          busy={isDoing(said, 'test') && t('testing')}
          onClick={() => void run('test', fetchTestPage)}
        >
          {t('test')}
        </Button>
        <a href={testAddress(testHref, profile)} download className={buttonLook('ghost')}>
          {t('testFile')}
        </a>
      </div>
      <p role="status" className={said.kind === 'problem' ? 'text-stopped' : 'empty:hidden'}>
        {(said.kind === 'done' || said.kind === 'problem') && said.text}
      </p>
    </div>
  );
}

function isDoing(said: Said, what: 'print' | 'test'): boolean {
  return said.kind === 'busy' && said.what === what;
}

function testAddress(href: string, { make, paper }: PrinterProfile): string {
  return `${href}?${new URLSearchParams({ printer: make, paper })}`;
}

/** What this browser can reach printers by; the language of the page does not know these yet. */
function waysOf(browser: object): { usb?: Usb; serial?: Serial } {
  return browser;
}

async function choose({ way }: PrinterProfile) {
  const { usb, serial } = waysOf(navigator);
  if (way === 'usb' && usb) return chooseUsbPrinter(usb);
  if (way === 'serial' && serial) return chooseSerialPrinter(serial);
  return { ok: false, error: 'refused' } as const;
}

async function open({ way, device, baudRate }: PrinterProfile): Promise<Result<OpenPrinter, PrinterProblem>> {
  const { usb, serial } = waysOf(navigator);
  if (device && way === 'usb' && usb) return openUsbPrinter(usb, device);
  if (device && way === 'serial' && serial) return openSerialPrinter(serial, device, baudRate);
  return { ok: false, error: 'gone' };
}
