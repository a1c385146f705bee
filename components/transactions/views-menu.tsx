'use client';

import { Bookmark, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Popover } from '#components/ui/popover.tsx';

type ViewAction = (state: FormState, form: FormData) => Promise<FormState>;

type ViewsMenuProps = {
  /** The filter at hand, to be saved; null while there is none. */
  query: string | null;
  views: { id: string; name: string; isShared: boolean }[];
  actions: {
    save: ViewAction;
    remove: ViewAction;
    /** Left out for those who may not keep views for everybody. */
    share?: ViewAction;
    removeShared?: ViewAction;
  };
};

/** Saves the filter at hand under a name, and removes what was saved. Works before any script. */
export function ViewsMenu({ query, views, actions }: ViewsMenuProps) {
  const t = useTranslations('find.views');
  const { removeShared } = actions;
  const own = views.filter((view) => !view.isShared);
  const shared = views.filter((view) => view.isShared);
  return (
    <Popover
      align="end"
      label={t('manage')}
      trigger={
        <Button variant="ghost">
          <Bookmark aria-hidden />
          {query ? t('save') : t('manage')}
        </Button>
      }
    >
      <div className="grid gap-4">
        {query && <SaveForm key={query} query={query} save={actions.save} share={actions.share} />}
        {!query && views.length === 0 && <p className="text-ink-soft text-sm">{t('none')}</p>}
        {own.length > 0 && <Removable title={t('mine')} views={own} action={actions.remove} />}
        {removeShared && shared.length > 0 && (
          <Removable title={t('shared')} views={shared} action={removeShared} />
        )}
        <p className="text-ink-soft text-xs">{t('dates')}</p>
      </div>
    </Popover>
  );
}

function SaveForm({ query, save, share }: { query: string; save: ViewAction; share?: ViewAction }) {
  const t = useTranslations('find.views');
  const [saved, submitSave] = useActionState(save, idleForm);
  const [sharing, submitShare] = useActionState(share ?? save, idleForm);
  const state = [saved, sharing].find((one) => one.status === 'error');
  return (
    <form action={submitSave} className="grid gap-2">
      <h2 className="font-medium text-sm">{t('title')}</h2>
      <input type="hidden" name="query" value={query} />
      {(state?.formError ?? state?.fieldErrors?.query) && (
        <Alert kind="error" live>
          {state?.formError ?? state?.fieldErrors?.query?.join(' ')}
        </Alert>
      )}
      <Field
        name="name"
        label={t('name')}
        hint={t('nameHint')}
        errors={state?.fieldErrors?.name}
        need="required"
      >
        {(control) => (
          <Input {...control} required maxLength={40} autoComplete="off" defaultValue={state?.values?.name} />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t('saveMine')}</SubmitButton>
        {share && (
          <Button type="submit" formAction={submitShare}>
            {t('share')}
          </Button>
        )}
      </div>
    </form>
  );
}

function Removable({
  title,
  views,
  action,
}: {
  title: string;
  views: { id: string; name: string }[];
  action: ViewAction;
}) {
  const t = useTranslations('find.views');
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} className="grid gap-1">
      <h2 className="font-medium text-sm">{title}</h2>
      {state.formError && (
        <Alert kind="error" live>
          {state.formError}
        </Alert>
      )}
      <ul>
        {views.map((view) => (
          <li key={view.id} className="flex items-center gap-2 text-sm">
            <span className="min-w-0 flex-1 truncate">{view.name}</span>
            <Button
              type="submit"
              variant="ghost"
              size="icon"
              name="viewId"
              value={view.id}
              aria-label={t('remove', { name: view.name })}
              title={t('removeShort')}
            >
              <Trash2 aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
    </form>
  );
}
