'use client';

import { Bookmark, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Field } from '#components/forms/field.tsx';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { Button, buttonLook } from '#components/ui/button.tsx';
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

/** Saves the filter at hand under a name, and removes what was saved, asked first. Works before any script. */
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
        {own.length > 0 && <Removable views={own} action={actions.remove} />}
        {removeShared && shared.length > 0 && <Removable views={shared} action={removeShared} isShared />}
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

/** Views, each to be removed by a second press, under what it means; that of one closes that of another. */
function Removable({
  views,
  action,
  isShared = false,
}: {
  views: { id: string; name: string }[];
  action: ViewAction;
  /** They are everybody's, and gone for everybody. */
  isShared?: boolean;
}) {
  const t = useTranslations('find.views');
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} className="grid gap-1">
      <h2 className="font-medium text-sm">{t(isShared ? 'shared' : 'mine')}</h2>
      {state.formError && (
        <Alert kind="error" live>
          {state.formError}
        </Alert>
      )}
      <ul>
        {views.map((view) => (
          <li key={view.id} className="text-sm">
            <details name="view-to-remove">
              <summary className="flex items-center gap-2 rounded-sm">
                <span aria-hidden className="min-w-0 flex-1 truncate">
                  {view.name}
                </span>
                <span aria-hidden title={t('removeShort')} className={buttonLook('ghost', 'icon')}>
                  <Trash2 />
                </span>
                <span className="sr-only">{t('removeAsk', { name: view.name })}</span>
              </summary>
              <div className="mb-2 grid justify-items-start gap-2">
                <p className="text-ink-soft">{t(isShared ? 'removeForAllSentence' : 'removeSentence')}</p>
                <Button type="submit" variant="danger" name="viewId" value={view.id}>
                  <span aria-hidden>{t(isShared ? 'removeForAll' : 'removeShort')}</span>
                  <span className="sr-only">
                    {t(isShared ? 'removeForAllOf' : 'remove', { name: view.name })}
                  </span>
                </Button>
              </div>
            </details>
          </li>
        ))}
      </ul>
    </form>
  );
}
