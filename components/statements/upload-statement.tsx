'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useActionState, useState, useTransition } from 'react';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import type { ActionState } from '#server/auth/action-state.ts';
import type { StatementPreview } from '#server/statements/preview-statement.ts';
import type { Stored } from '#server/statements/store-statement.ts';
import { ChooseColumns } from './choose-columns.tsx';
import { packFile } from './pack-file.ts';
import { PreviewPart } from './preview-part.tsx';
import { sendFile } from './send-file.ts';

type PreviewState = ActionState<StatementPreview>;
type UploadStatementProps = {
  /** Where files are taken in. */
  address: string;
  /** Where the differences are listed. */
  reports: string;
};
type Chosen = { packed: string; fileName: string };

/** An acquirer's statement: chosen, looked at as it would be read, and stored only then. */
export function UploadStatement(props: UploadStatementProps) {
  const t = useTranslations('statement');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [stored, setStored] = useState<Stored | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isPacking, startPacking] = useTransition();
  const choose = (file: File | undefined) =>
    startPacking(async () => {
      setStored(null);
      setProblem(null);
      setChosen(null);
      if (!file) return;
      const packed = await packFile(file).catch(() => null);
      if (packed === null) setProblem(t('problem.too_large'));
      else if (file.size === 0) setProblem(t('problem.empty'));
      else setChosen({ packed, fileName: file.name });
    });
  return (
    <div className="grid max-w-[760px] gap-5">
      <Field name="file" label={t('upload.file')} hint={t('upload.hint')} errors={problem ? [problem] : []}>
        {({ name: _, ...control }) => (
          <Input
            {...control}
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            className="h-auto! py-1.5"
            disabled={isPacking}
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
        )}
      </Field>
      {stored && <StoredPart stored={stored} reports={props.reports} />}
      {chosen && (
        <Reading
          key={chosen.packed}
          {...props}
          chosen={chosen}
          onStored={(judged) => {
            setChosen(null);
            setStored(judged);
          }}
        />
      )}
    </div>
  );
}

/** That a file is stored, and what it was found to differ in. */
function StoredPart({ stored, reports }: { stored: Stored; reports: string }) {
  const t = useTranslations('statement.upload');
  const { opened, afterSigning } = stored;
  const isQuiet = opened + afterSigning === 0;
  return (
    <Alert
      kind={isQuiet ? 'done' : 'warning'}
      live
      title={t('stored')}
      action={
        isQuiet ? undefined : (
          <Link href={reports} prefetch={false} className={buttonLook('secondary')}>
            {t('see')}
          </Link>
        )
      }
    >
      {isQuiet && <p>{t('foundNone')}</p>}
      {opened > 0 && <p>{t('found', { count: opened })}</p>}
      {afterSigning > 0 && <p>{t('foundLate', { count: afterSigning })}</p>}
    </Alert>
  );
}

function Reading({
  chosen,
  address,
  onStored,
}: UploadStatementProps & { chosen: Chosen; onStored: (judged: Stored) => void }) {
  const t = useTranslations('statement');
  const router = useRouter();
  const say: Parameters<typeof sendFile>[3] = (why) => t(`problem.${why}`);
  const [shown, look] = useActionState<PreviewState, FormData>(
    (_, form) => sendFile<StatementPreview>(`${address}/preview`, chosen, form, say),
    { status: 'idle' },
  );
  const [refused, setRefused] = useState<FormState>(idleForm);
  const value = shown.status === 'done' ? shown.value : undefined;
  const save = async (form: FormData) => {
    const answer = await sendFile<Stored>(`${address}/store`, chosen, form, say);
    setRefused(answer);
    if (answer.status !== 'done' || !answer.value) return;
    router.refresh();
    onStored(answer.value);
  };
  return (
    <form action={look} className="grid gap-5">
      <ErrorSummary state={shown} labels={{}} />
      {value && <ChooseColumns key={JSON.stringify(value.mapping)} preview={value} />}
      <div>
        <SubmitButton variant={value ? 'secondary' : 'primary'}>
          {t(value ? 'upload.again' : 'upload.look')}
        </SubmitButton>
      </div>
      {value && <PreviewPart preview={value} save={save} refused={refused} />}
    </form>
  );
}
